// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Fits the one number by which an exit's logits are divided so that its probabilities mean what
 * they say (Guo et al. 2017, arXiv 1706.04599).
 */
public final class TemperatureScaling {
  private static final double COLDEST = 0.05;
  private static final double HOTTEST = 20;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private static final int ITERATIONS = 60;

  private TemperatureScaling() {}

  /**
   * The temperature in [0.05, 20] of least mean cross-entropy, by golden-section search over its
   * logarithm. Cross-entropy is convex in 1/T, hence unimodal in log T.
   *
   * @param logits by row, by class
   * @param labels by row
   */
  public static double fit(List<float[]> logits, List<Integer> labels) {
    return fit(temperature -> loss(logits, labels, temperature));
  }

  /**
   * The same where several labels may apply, by {@link #lossOfSets}, which is convex in 1/T too.
   *
   * @param logits by row, by class
   * @param labels by row, the classes that apply
   */
  public static double fitSets(List<float[]> logits, List<List<Integer>> labels) {
    return fit(temperature -> lossOfSets(logits, labels, temperature));
  }

  private static double fit(DoubleUnaryOperator loss) {
    double low = Math.log(COLDEST);
    double high = Math.log(HOTTEST);
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double atLeft = loss.applyAsDouble(Math.exp(left));
    double atRight = loss.applyAsDouble(Math.exp(right));
    for (int i = 0; i < ITERATIONS; i++) {
      if (atLeft <= atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - GOLDEN * (high - low);
        atLeft = loss.applyAsDouble(Math.exp(left));
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + GOLDEN * (high - low);
        atRight = loss.applyAsDouble(Math.exp(right));
      }
    }
    return Math.exp((low + high) / 2);
  }

  /** Mean cross-entropy in nats of logits divided by {@code temperature}. */
  public static double loss(List<float[]> logits, List<Integer> labels, double temperature) {
    double total = 0;
    for (int row = 0; row < labels.size(); row++) {
      float[] values = logits.get(row);
      double greatest = Double.NEGATIVE_INFINITY;
      for (float value : values) {
        greatest = Math.max(greatest, value / temperature);
      }
      double sum = 0;
      for (float value : values) {
        sum += Math.exp(value / temperature - greatest);
      }
      total += greatest + Math.log(sum) - values[labels.get(row)] / temperature;
    }
    return total / labels.size();
  }

  /**
   * Mean over the rows of the sum over the classes of binary cross-entropies, in nats, of logits
   * divided by {@code temperature}.
   *
   * @param logits by row, by class
   * @param labels by row, the classes that apply
   */
  public static double lossOfSets(
      List<float[]> logits, List<List<Integer>> labels, double temperature) {
    double total = 0;
    for (int row = 0; row < labels.size(); row++) {
      float[] values = logits.get(row);
      for (float value : values) {
        double z = value / temperature;
        total += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
      }
      for (int label : labels.get(row)) {
        total -= values[label] / temperature;
      }
    }
    return total / labels.size();
  }
}

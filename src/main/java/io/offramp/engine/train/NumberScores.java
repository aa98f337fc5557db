// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import io.offramp.engine.encoder.Task;
import java.util.List;

/**
 * How an exit's numbers and their spreads fit labels. Logits [2] are a number and z, the logarithm
 * of its spread, the gap to its label to expect; both are in the unit of the labels given.
 */
public final class NumberScores {
  /** No factor of spreads is farther from 1 than this. */
  private static final double MOST = 1e3;

  private NumberScores() {}

  /**
   * R²: 1 less the mean square of the gaps, as a fraction of the labels' variance. 1 is perfect, 0
   * as good as their mean, and below it worse; of labels without variance negative infinity or 1.
   */
  public static double r2(List<float[]> logits, List<Double> labels) {
    double mean = labels.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double all = 0;
    for (double label : labels) {
      all += (label - mean) * (label - mean);
    }
    double left = squares(logits, labels);
    return left == 0 ? 1 : 1 - left / all;
  }

  /** The root of the mean square of the gaps. */
  public static double rmse(List<float[]> logits, List<Double> labels) {
    return Math.sqrt(squares(logits, labels) / labels.size());
  }

  private static double squares(List<float[]> logits, List<Double> labels) {
    double sum = 0;
    for (int row = 0; row < labels.size(); row++) {
      double gap = logits.get(row)[0] - labels.get(row);
      sum += gap * gap;
    }
    return sum;
  }

  /**
   * What an exit's spreads are to be multiplied by to be as likely as can be: the mean of the gaps
   * as fractions of their spreads, without signs. It makes the confidences of exits comparable; it
   * does not change which rows an exit is surer of.
   */
  public static double spread(List<float[]> logits, List<Double> labels) {
    double sum = 0;
    for (int row = 0; row < labels.size(); row++) {
      double gap = logits.get(row)[0] - labels.get(row);
      sum += Math.abs(gap) * Math.exp(-clamped(logits.get(row)[1]));
    }
    return Math.max(1 / MOST, Math.min(MOST, sum / labels.size()));
  }

  /**
   * The mean negative log-likelihood of the labels, in nats, but for ln 2: gaps by Laplace's law.
   */
  public static double loss(List<float[]> logits, List<Double> labels) {
    double sum = 0;
    for (int row = 0; row < labels.size(); row++) {
      double z = clamped(logits.get(row)[1]);
      sum += z + Math.abs(logits.get(row)[0] - labels.get(row)) * Math.exp(-z);
    }
    return sum / labels.size();
  }

  private static double clamped(double z) {
    return Math.max(-Task.MOST_LOG_SPREAD, Math.min(Task.MOST_LOG_SPREAD, z));
  }
}

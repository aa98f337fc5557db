// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.signal;

import java.util.List;
import java.util.OptionalInt;

/**
 * A logistic regression of each exit: 1 / (1 + exp(-w . x)) for the exit's weights w and the row's
 * {@link SignalFeatures features} x there.
 *
 * <p>Whether it uses margins and certainties follows from the number of weights, which tells the
 * layouts of features apart.
 *
 * @param weights K-1 &ge; 1 vectors, exit 1's first, all as long as one layout of features; each
 *     weight in [-1e6, 1e6]
 */
public record LearnedSignal(List<List<Double>> weights) implements Signal {
  /** The signal's {@link #id()}. */
  public static final String ID = "learned";

  private static final double GREATEST_WEIGHT = 1e6;

  /**
   * Copies and checks the weights.
   *
   * @throws IllegalArgumentException if there are no weights, a vector is of the wrong length, or a
   *     weight is out of range, naming the exit
   */
  public LearnedSignal {
    weights = weights.stream().map(List::copyOf).toList();
    if (weights.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot make signal \"learned\" of 0 weight vectors (must be one for each exit but the"
              + " last, at least 1)");
    }
    int length = weights.get(0).size() == size(true) ? size(true) : size(false);
    for (int i = 0; i < weights.size(); i++) {
      int exit = i + 1;
      int found = weights.get(i).size();
      if (found != length) {
        throw new IllegalArgumentException(
            ("Cannot make signal \"learned\": exit %d has %d weights (must be %d at every exit, or"
                    + " %d at every exit)")
                .formatted(exit, found, size(false), size(true)));
      }
      for (double weight : weights.get(i)) {
        if (!(Math.abs(weight) <= GREATEST_WEIGHT)) {
          throw new IllegalArgumentException(
              "Cannot make signal \"learned\": exit %d has the weight %s (must be in [-1e6,1e6])"
                  .formatted(exit, weight));
        }
      }
    }
  }

  private static int size(boolean probabilities) {
    return SignalFeatures.layout(probabilities).size();
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public boolean usesProbabilities() {
    return weights.get(0).size() == size(true);
  }

  @Override
  public boolean usesEarlierExits() {
    return true;
  }

  @Override
  public OptionalInt madeForExits() {
    return OptionalInt.of(weights.size() + 1);
  }

  @Override
  public RowSignal start() {
    return new Row(new SignalFeatures(weights.size() + 1, usesProbabilities()));
  }

  private final class Row implements RowSignal {
    private final SignalFeatures features;
    private final double[] values = new double[weights.get(0).size()];
    private int exit;

    Row(SignalFeatures features) {
      this.features = features;
    }

    @Override
    public float next(ExitEvidence evidence) {
      features.next(evidence, values);
      List<Double> ofExit = weights.get(exit);
      exit++;
      double score = 0;
      for (int i = 0; i < values.length; i++) {
        score += ofExit.get(i) * values[i];
      }
      return (float) (1 / (1 + StrictMath.exp(-score)));
    }
  }
}

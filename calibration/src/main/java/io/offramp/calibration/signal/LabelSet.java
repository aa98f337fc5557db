// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.signal;

import java.util.ArrayList;
import java.util.List;

/**
 * What one exit says of one row where several labels may apply: the set of those that do.
 *
 * <p>Signals take such an answer as {@link ExitEvidence#ofAnswer} of any number that tells the
 * row's sets apart, and the sureness. Calibration and scoring both make it by {@link #of}, so that
 * equal probabilities give equal floats.
 *
 * @param labels the classes of probability 0.5 or more, counted from 0, ascending; none perhaps
 * @param sureness how sure the exit is of the class that it is least sure of: the least of max(p,
 *     1-p), in [0.5,1]
 */
public record LabelSet(List<Integer> labels, float sureness) {
  private static final float HALF = 0.5f;

  /** Copies the list. */
  public LabelSet {
    labels = List.copyOf(labels);
  }

  /**
   * The set that probabilities say.
   *
   * @param probabilities C &ge; 1 numbers, each the probability that a class applies, in [0,1]
   * @throws IllegalArgumentException if there are none or one is not in [0,1]
   */
  public static LabelSet of(float[] probabilities) {
    if (probabilities.length == 0) {
      throw new IllegalArgumentException(
          "Cannot tell a row's labels: there are 0 probabilities (must be one a class)");
    }
    List<Integer> labels = new ArrayList<>();
    float least = 1;
    for (int c = 0; c < probabilities.length; c++) {
      float p = probabilities[c];
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException(
            "Cannot tell a row's labels: class %d has probability %s (must be in [0,1])"
                .formatted(c, p));
      }
      if (p >= HALF) {
        labels.add(c);
      }
      least = Math.min(least, Math.max(p, 1 - p));
    }
    return new LabelSet(labels, least);
  }
}

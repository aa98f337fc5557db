// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.signal;

/**
 * What one exit says of one row: all that a signal may look at.
 *
 * <p>Calibration and scoring both make it by {@link #of(float[])}, so that equal probabilities give
 * equal floats, on every machine.
 *
 * @param prediction the most probable class, counted from 0; the lowest-numbered among equals
 * @param maxProbability its probability, in [0,1]
 * @param margin the greatest minus the second-greatest probability, in [0,1]; 1 if there is one
 *     class, NaN if the probabilities are unknown
 * @param certainty 1 - H / ln C for the entropy H of C probabilities, in [0,1]; 1 if there is one
 *     class, NaN if the probabilities are unknown
 */
public record ExitEvidence(int prediction, float maxProbability, float margin, float certainty) {
  /**
   * The evidence of an exit whose probabilities are known.
   *
   * @param probabilities C &ge; 1 class probabilities, each in [0,1]
   * @throws IllegalArgumentException if there are no probabilities or one is not in [0,1]
   */
  public static ExitEvidence of(float[] probabilities) {
    if (probabilities.length == 0) {
      throw new IllegalArgumentException(
          "Cannot weigh an exit's answer: there are 0 probabilities (must be one a class)");
    }
    int first = 0;
    float second = 0;
    double entropy = 0;
    for (int c = 0; c < probabilities.length; c++) {
      float p = probabilities[c];
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException(
            "Cannot weigh an exit's answer: class %d has probability %s (must be in [0,1])"
                .formatted(c, p));
      }
      if (p > 0) {
        // StrictMath, because Math.log may differ from machine to machine in its last bit.
        entropy -= p * StrictMath.log(p);
      }
      if (c > 0 && p > probabilities[first]) {
        second = probabilities[first];
        first = c;
      } else if (c > 0) {
        second = Math.max(second, p);
      }
    }
    float greatest = probabilities[first];
    if (probabilities.length == 1) {
      return new ExitEvidence(0, greatest, 1, 1);
    }
    double certainty = 1 - entropy / StrictMath.log(probabilities.length);
    return new ExitEvidence(
        first, greatest, greatest - second, (float) Math.min(1, Math.max(0, certainty)));
  }

  /**
   * The evidence of an exit of which only the answer is known.
   *
   * @param prediction the predicted class
   * @param confidence how sure the exit is of it, in [0,1]; stands for the max-probability
   */
  public static ExitEvidence ofAnswer(int prediction, float confidence) {
    return new ExitEvidence(prediction, confidence, Float.NaN, Float.NaN);
  }
}

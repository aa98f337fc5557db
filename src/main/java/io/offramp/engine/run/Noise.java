// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.signal.ExitEvidence;

/**
 * By how much an exit's numbers may differ between two batches that a row runs in.
 *
 * <p>Kernels add in another order for another batch shape, so logits differ in their last bits.
 * Assumed is that the difference of any two logits moves by at most 2e-5, and that computing a
 * softmax adds a relative error of at most 3e-7, five units in float32's last place. Observed are
 * wobbles of probabilities below 1e-6, several times less than follows from that:
 *
 * <ul>
 *   <li>A probability p moves by at most 2e-5 p (1-p) + 3e-7: dp = p (dz - mean of dz), and 3e-7 is
 *       the float's own grain near 1.
 *   <li>The margin moves by at most what its two probabilities do together.
 *   <li>The entropy H moves by the sum of (ln p + 1) dp over the classes. The logits' share of dp
 *       sums to 0, so it adds at most 2e-5 H; the softmax's share adds at most 3e-7 (H + 1). The
 *       certainty 1 - H / ln C moves by that divided by ln C.
 * </ul>
 *
 * What follows for a signal is in {@link RowNoise}.
 */
public final class Noise {
  /** Rounding of a number in [0,1] to float32, and a little more. */
  static final double GRAIN = 1e-7;

  private static final double LOGIT = 2e-5;
  private static final double SOFTMAX = 3e-7;
  private static final double TIE = 3e-6;
  private static final double HALF = 0.5;

  private Noise() {}

  /**
   * Of a probability.
   *
   * @param p within 0 to 1
   */
  public static double ofProbability(double p) {
    return LOGIT * p * (1 - p) + SOFTMAX;
  }

  /** Of the margin between the two greatest probabilities. */
  static double ofMargin(ExitEvidence evidence) {
    double first = evidence.maxProbability();
    return ofProbability(first) + ofProbability(first - evidence.margin());
  }

  /**
   * Of the certainty.
   *
   * @param classes the number C of classes; with one the certainty is always 1
   */
  static double ofCertainty(ExitEvidence evidence, int classes) {
    if (classes == 1) {
      return 0;
    }
    double most = Math.log(classes);
    double entropy = (1 - evidence.certainty()) * most;
    return (LOGIT * entropy + SOFTMAX * (entropy + 1)) / most + GRAIN;
  }

  /** Whether another batch might predict another class, as signals of predictions must know. */
  static boolean mayPredictAnother(ExitEvidence evidence) {
    return evidence.margin() <= ofMargin(evidence);
  }

  /**
   * Whether another batch might move a probability to the other side of 0.5, where several labels
   * may apply. A sigmoid of a logit that moves by 2e-5 moves by at most 2e-5 p (1-p) as well, and
   * that is most for the class that is nearest to 0.5.
   *
   * @param sureness the least of max(p, 1-p) over the classes
   */
  static boolean mayFlipLabel(double sureness) {
    return sureness - HALF <= ofProbability(sureness);
  }

  /**
   * Whether two labels are so close that the answer is the row's own only if it runs alone: within
   * three times the greatest wobble observed.
   */
  static boolean hasTie(float[] probabilities) {
    return ExitEvidence.of(probabilities).margin() <= TIE;
  }
}

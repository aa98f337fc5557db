// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

/**
 * Makes exits comparable: for each exit an increasing function from its signal to a score, such
 * that equal scores of different exits mean equal chances of agreeing with the last exit.
 *
 * <p>One level on the scores is then a threshold of its own for every exit. No certificate rests on
 * how good the scores are; they decide how cheap the policies are that get certified.
 */
public interface ExitCalibration {
  /**
   * The score of a signal.
   *
   * @param exit 0..K-2
   * @param signal in [0,1]
   * @return a number that does not decrease with the signal
   */
  double score(int exit, float signal);

  /**
   * A level above another one by some log odds of agreeing.
   *
   * @param level a score, finite
   * @param logOdds &ge; 0
   */
  default double raised(double level, double logOdds) {
    return level + logOdds;
  }

  /**
   * The least signal whose score is at least a level, or positive infinity if not even 1 has it.
   * Never rounds: the float before it, if any, has a lesser score.
   */
  default float threshold(int exit, double level) {
    if (!(score(exit, 1) >= level)) {
      return Float.POSITIVE_INFINITY;
    }
    int low = -1; // bits of floats in [0,1] are ordered as the floats are
    int high = Float.floatToIntBits(1);
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (score(exit, Float.intBitsToFloat(middle)) >= level) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return Float.intBitsToFloat(high);
  }
}

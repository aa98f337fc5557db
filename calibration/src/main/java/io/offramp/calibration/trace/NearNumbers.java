// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

/**
 * When two numbers are near: no farther apart than a tolerance, as the decimal digits have it that
 * they were written with.
 *
 * <p>Numbers are float32, and few decimals are one: 0.2 and 0.1 are 0.1000000015 apart there. Each
 * of two numbers is half a unit in the last place of the greater off at most, so a gap of a whole
 * one more still counts as the tolerance; but never more than a hundredth of the tolerance more:
 * where float32 is as coarse as that, far from 0, decimals are lost, and what counts is what is
 * left.
 */
public final class NearNumbers {
  private static final double MOST_ROUNDING = 0.01;

  /** A label that is rounded more coarsely makes right what is not. */
  private static final double COARSEST_LABEL = 0.1;

  private NearNumbers() {}

  /**
   * Whether two numbers are within a tolerance of each other.
   *
   * @param one finite
   * @param other finite
   * @param tolerance in their unit, 0 or more
   */
  public static boolean areWithin(float one, float other, double tolerance) {
    double rounding = Math.ulp(Math.max(Math.abs(one), Math.abs(other)));
    return Math.abs((double) one - other)
        <= tolerance + Math.min(rounding, MOST_ROUNDING * tolerance);
  }

  /**
   * Whether float32 tells numbers of a label's size apart finely enough to say what is within a
   * tolerance of it: its step there is at most a tenth of the tolerance.
   *
   * @param label finite
   * @param tolerance in its unit, positive
   */
  static boolean isFineAt(float label, double tolerance) {
    return Math.ulp(label) <= COARSEST_LABEL * tolerance;
  }
}

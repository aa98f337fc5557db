// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

/**
 * When two numbers are near: no farther apart than a tolerance, as the decimal digits have it that
 * they were written with.
 *
 * <p>Numbers are float32, and few decimals are one: 0.2 and 0.1 are 0.1000000015 apart there. Each
 * of two numbers is half a unit in the last place of the greater off at most, so a gap of a whole
 * one more still counts as the tolerance.
 */
public final class NearNumbers {
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
    return Math.abs((double) one - other) <= tolerance + rounding;
  }
}

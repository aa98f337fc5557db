// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

import java.util.function.DoublePredicate;

/** Where a monotone condition on [low,high] changes, to the last bit. */
final class Bisection {
  private Bisection() {}

  /**
   * The least double at which a condition holds that never turns false again.
   *
   * @param low where the condition is taken not to hold; not evaluated
   * @param high where the condition is taken to hold; not evaluated
   */
  static double leastTrue(double low, double high, DoublePredicate condition) {
    double below = low;
    double above = high;
    for (double middle = below + (above - below) / 2;
        middle > below && middle < above;
        middle = below + (above - below) / 2) {
      if (condition.test(middle)) {
        above = middle;
      } else {
        below = middle;
      }
    }
    return above;
  }

  /** The greatest double at which a condition holds that never turns true again. */
  static double greatestTrue(double low, double high, DoublePredicate condition) {
    return Math.nextDown(leastTrue(low, high, condition.negate()));
  }
}

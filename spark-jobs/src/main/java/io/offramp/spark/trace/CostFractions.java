// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.calibration.policy.ExitCosts;
import java.util.List;
import java.util.stream.IntStream;

/** Exit costs as users give them, in any unit, and for those who give none. */
final class CostFractions {
  private CostFractions() {}

  /**
   * Divides costs by the last one.
   *
   * @throws IllegalArgumentException if one is not finite, not positive, or not greater than the
   *     one before
   */
  static ExitCosts of(List<Double> costs) {
    double before = 0;
    for (double cost : costs) {
      if (!Double.isFinite(cost) || cost <= before) {
        throw new IllegalArgumentException(
            "Cannot use --costs %s: %s (must be greater than %s; give what a row costs up to each exit, the first exit's first)"
                .formatted(costs, cost, before));
      }
      before = cost;
    }
    double last = before;
    return ExitCosts.of(costs.stream().mapToDouble(cost -> cost / last).toArray());
  }

  /** Exit k of K costs k/K. */
  static ExitCosts even(int exits) {
    return ExitCosts.of(
        IntStream.rangeClosed(1, exits).mapToDouble(exit -> (double) exit / exits).toArray());
  }
}

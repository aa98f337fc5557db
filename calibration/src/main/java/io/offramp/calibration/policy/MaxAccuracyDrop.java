// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

/**
 * Bounds how much accuracy a policy loses against exit K, in the share of rows; needs labels.
 *
 * <p>The loss that is counted is 1 for a row that exit K gets right and the policy gets wrong, else
 * 0. Rows the policy gets right and exit K wrong are not set against it, so that a bound on this
 * loss bounds the accuracy drop, with something to spare.
 *
 * @param bound epsilon, in (0,1)
 */
public record MaxAccuracyDrop(double bound) implements RiskTarget {
  /**
   * Checks the bound.
   *
   * @throws IllegalArgumentException if it is not in (0,1)
   */
  public MaxAccuracyDrop {
    if (!(bound > 0 && bound < 1)) {
      throw new IllegalArgumentException(
          "Cannot bound the accuracy drop by %s (must be in (0,1), a share of rows)"
              .formatted(bound));
    }
  }

  @Override
  public Quantity quantity() {
    return Quantity.ACCURACY_DROP;
  }
}

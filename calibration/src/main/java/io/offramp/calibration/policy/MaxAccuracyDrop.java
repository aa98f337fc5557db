// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

/**
 * Bounds how much accuracy a policy loses against exit K, in the share of rows; needs labels.
 *
 * <p>The drop of a row is 1 if exit K gets it right and the policy wrong, -1 the other way round,
 * and 0 otherwise; its mean is bounded. Tests that count rows of the first kind alone bound it as
 * well, with something to spare.
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

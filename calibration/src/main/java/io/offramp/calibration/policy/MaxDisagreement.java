// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

/**
 * Bounds the share of rows that a policy answers differently from exit K; needs no labels.
 *
 * <p>Accuracy cannot drop by more than this share, so the bound also bounds the accuracy drop.
 *
 * @param bound epsilon, in (0,1)
 */
public record MaxDisagreement(double bound) implements RiskTarget {
  /**
   * Checks the bound.
   *
   * @throws IllegalArgumentException if it is not in (0,1)
   */
  public MaxDisagreement {
    if (!(bound > 0 && bound < 1)) {
      throw new IllegalArgumentException(
          "Cannot bound the disagreement by %s (must be in (0,1), a share of rows)"
              .formatted(bound));
    }
  }

  @Override
  public Quantity quantity() {
    return Quantity.DISAGREEMENT;
  }
}

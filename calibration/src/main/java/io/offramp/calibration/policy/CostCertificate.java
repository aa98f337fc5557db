// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

/**
 * A certified upper bound on the expected cost of a policy.
 *
 * @param bound the bound on E[cost], as a fraction of exit K's cost, in (0,1)
 * @param delta the probability with which the bound may fail, in (0,1)
 * @param pValue the p-value of "the expected cost exceeds the bound"; at most delta
 */
public record CostCertificate(double bound, double delta, double pValue) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if bound or delta is not in (0,1), or the p-value not in
   *     [0,delta]
   */
  public CostCertificate {
    requireOpenUnit("max cost", bound);
    requireOpenUnit("cost delta", delta);
    if (!(pValue >= 0 && pValue <= delta)) {
      throw new IllegalArgumentException(
          "Cannot certify a cost: p-value %s (must be in [0,%s], the cost's delta)"
              .formatted(pValue, delta));
    }
  }

  private static void requireOpenUnit(String name, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          "Cannot certify a cost: %s %s (must be in (0,1))".formatted(name, value));
    }
  }
}

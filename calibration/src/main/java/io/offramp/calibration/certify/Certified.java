// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.ExitPolicy;
import java.util.List;

/**
 * A policy with its guarantee.
 *
 * @param policy the cheapest policy that was certified
 * @param exitShares K numbers in [0,1] that sum to 1: the shares of all rows of the trace that
 *     leave at exits 1..K by the policy; estimates, not bounds
 */
public record Certified(ExitPolicy policy, List<Double> exitShares) implements CalibrationResult {
  /**
   * Copies the shares.
   *
   * @throws IllegalArgumentException if there is not one share for each exit
   */
  public Certified {
    exitShares = List.copyOf(exitShares);
    if (exitShares.size() != policy.exits()) {
      throw new IllegalArgumentException(
          "Cannot report a certified policy: %d exit shares (must be one for each of %d exits)"
              .formatted(exitShares.size(), policy.exits()));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.RiskTarget;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What to certify, and what the policy is to record.
 *
 * @param target the risk and its bound epsilon
 * @param maxCost an upper bound on the expected cost that is to be certified as well, as a fraction
 *     of exit K's cost, in (0,1); none means as cheap as the risk allows, without a bound
 * @param confidence the probability with which all bounds must hold together, in (0,1)
 * @param seed for random choices; the shared-threshold method makes none and only records it
 * @param bundleSha256 SHA-256 of the bundle the traces were made with, in lower-case hexadecimal;
 *     empty if they were not made from a bundle
 * @param traces a name for the traces, such as their path
 * @param createdAt the present time, an ISO-8601 instant; passed in, so that calibration is a pure
 *     function
 */
public record CalibrationRequest(
    RiskTarget target,
    OptionalDouble maxCost,
    double confidence,
    long seed,
    Optional<String> bundleSha256,
    String traces,
    String createdAt) {
  /**
   * Checks the numbers; the texts are checked by the policy that records them.
   *
   * @throws IllegalArgumentException if the confidence or the greatest cost is not in (0,1)
   */
  public CalibrationRequest {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "Cannot certify with confidence %s (must be in (0,1), such as 0.9)"
              .formatted(confidence));
    }
    if (maxCost.isPresent() && !(maxCost.getAsDouble() > 0 && maxCost.getAsDouble() < 1)) {
      throw new IllegalArgumentException(
          ("Cannot certify max cost %s (must be in (0,1), a fraction of the full "
                  + "model's cost; leave it out for no bound)")
              .formatted(maxCost.getAsDouble()));
    }
  }

  /**
   * The error probability that the tests may spend: all of it, or half if a cost is bounded too.
   */
  double deltaOfEachTest() {
    // In decimals, so that confidence 0.9 leaves 0.1 and not 0.09999999999999998.
    BigDecimal delta = BigDecimal.ONE.subtract(BigDecimal.valueOf(confidence));
    return delta.doubleValue() / (maxCost.isPresent() ? 2 : 1);
  }
}

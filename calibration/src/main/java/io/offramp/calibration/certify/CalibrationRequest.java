// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import java.util.Optional;

/**
 * What to certify, and what the policy is to record.
 *
 * @param goal the bounds
 * @param seed of all random choices
 * @param bundleSha256 SHA-256 of the bundle the traces were made with, in lower-case hexadecimal;
 *     empty if no bundle is known
 * @param traces a name for the traces, such as their path
 * @param precision what the model computed in when the traces were made, a name as in {@link
 *     io.offramp.calibration.policy.PolicyProvenance}; empty if it is not known
 * @param createdAt the present time, an ISO-8601 instant; passed in, so that calibration is a pure
 *     function
 */
public record CalibrationRequest(
    Goal goal,
    long seed,
    Optional<String> bundleSha256,
    String traces,
    Optional<String> precision,
    String createdAt) {
  /** The same for traces of a precision that is not known. */
  public CalibrationRequest(
      Goal goal, long seed, Optional<String> bundleSha256, String traces, String createdAt) {
    this(goal, seed, bundleSha256, traces, Optional.empty(), createdAt);
  }
}

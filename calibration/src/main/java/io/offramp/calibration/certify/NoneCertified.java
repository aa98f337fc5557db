// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * No policy met the request; rows must run to exit K, or the request must change.
 *
 * @param failed which bound could not be certified
 * @param reason what failed, by how much, and what would help, in English sentences
 * @param rowsNeeded the rows that would be needed even if none of them lost, if there were fewer
 * @param nearestBound the least bound on what failed that these rows would have certified, if one
 *     below 1 exists; asking for it now and certifying on the same rows voids the guarantee
 */
public record NoneCertified(
    Bound failed, String reason, OptionalLong rowsNeeded, OptionalDouble nearestBound)
    implements CalibrationResult, Verdict {
  /** What can fail to be certified. */
  public enum Bound {
    /** The risk, at the safest level already. */
    RISK,
    /** The expected cost, at the cheapest level whose risk is certified. */
    COST
  }
}

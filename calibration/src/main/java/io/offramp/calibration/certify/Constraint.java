// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.Claim;

/** One bound that a level of a path must keep, tested on certifying rows at its own delta. */
interface Constraint {
  /** Whether "the bound is exceeded" is rejected at a level. */
  boolean holds(int level);

  /** The claim that follows at a level that {@link #holds}. */
  Claim claim(int level);

  /**
   * How far below its bound a level looks, in standard errors; to order levels by, on other rows.
   */
  double slack(int level);

  /** Why it cannot hold at a level, and what would help. */
  NoneCertified failure(int level);
}

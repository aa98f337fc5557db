// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

/** The families of candidate policies. */
enum PathKind {
  /** One threshold for all exits, at levels fixed beforehand; needs no tuning rows. */
  SHARED,
  /** One level on signals that were calibrated on the tuning rows. */
  CALIBRATED_LEVEL,
  /** The frontier of a search over per-exit thresholds on calibrated signals. */
  FRONTIER
}

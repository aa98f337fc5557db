// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.search.Calibrations;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.PathFitter;
import io.offramp.calibration.search.ThresholdPath;

/** The families of candidate policies. */
enum PathKind {
  /** One threshold for all exits, at levels fixed beforehand; needs no tuning rows. */
  SHARED,
  /** One level on signals that were calibrated on the tuning rows. */
  CALIBRATED_LEVEL,
  /** The frontier of a search over per-exit thresholds on calibrated signals. */
  FRONTIER;

  /** A path fitted to tuning rows; a shared threshold if there are none. */
  ThresholdPath path(
      ExitTable table, int[] tuning, Calibrations calibration, boolean byLabels, int classes) {
    return switch (tuning.length == 0 ? SHARED : this) {
      case SHARED ->
          ThresholdPath.of((exit, signal) -> signal, table.early(), LevelGrid.levels(classes));
      case CALIBRATED_LEVEL -> PathFitter.calibratedLevel(table, tuning, calibration);
      case FRONTIER -> PathFitter.frontier(table, tuning, calibration, byLabels);
    };
  }
}

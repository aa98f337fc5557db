// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.ThresholdPath;

/** Paths of one threshold for all exits, fixed before any row is seen. */
public final class SharedLevels {
  private SharedLevels() {}

  /** Levels of max-probability for a number of classes. */
  public static ThresholdPath path(ExitTable table, int classes) {
    return ThresholdPath.of((exit, signal) -> signal, table.early(), LevelGrid.levels(classes));
  }

  /** Levels K/K, (K-1)/K .. 1/K, for signals that count exits. */
  public static ThresholdPath counts(ExitTable table) {
    int exits = table.early() + 1;
    double[] levels = new double[exits];
    for (int i = 0; i < exits; i++) {
      levels[i] = (float) (exits - i) / exits;
    }
    return ThresholdPath.of((exit, signal) -> signal, table.early(), levels);
  }
}

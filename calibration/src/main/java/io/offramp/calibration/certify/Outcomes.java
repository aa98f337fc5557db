// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.LevelCounts;
import io.offramp.calibration.search.PathCounts;
import io.offramp.calibration.search.ThresholdPath;

/** What chosen thresholds do to rows. */
public final class Outcomes {
  private Outcomes() {}

  /** The counts of a choice on a set of rows. */
  public static LevelCounts of(CalibrationSet set, Choice choice) {
    return of(set.table(choice.signal()), set, choice);
  }

  /** The counts under a table of the choice's signal. */
  static LevelCounts of(ExitTable table, CalibrationSet set, Choice choice) {
    ThresholdPath path = new ThresholdPath(new float[][] {choice.thresholdArray()});
    return PathCounts.of(path, table, set.rows()).at(0);
  }
}

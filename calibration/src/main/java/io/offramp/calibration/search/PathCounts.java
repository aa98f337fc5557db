// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

/** What each level of a path does to a set of rows. */
public interface PathCounts {
  /** The counts at a level, 0..levels-1. */
  LevelCounts at(int level);

  /** Counts rows of a table along a path: all levels at once if it is nested, else on demand. */
  static PathCounts of(ThresholdPath path, ExitTable table, int[] rows) {
    return path.nested()
        ? NestedCounts.of(path, table, rows)
        : new CountsOnDemand(path, table, rows);
  }
}

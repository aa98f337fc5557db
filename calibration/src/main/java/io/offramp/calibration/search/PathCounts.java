// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.Arrays;

/** What each level of a path does to a set of rows. */
public interface PathCounts {
  /** The counts at a level, 0..levels-1. */
  LevelCounts at(int level);

  /** Counts rows of a table along a path: all levels at once if it is nested, else on demand. */
  static PathCounts of(ThresholdPath path, ExitTable table, int[] rows) {
    int[] ascending = ascending(rows);
    return path.nested()
        ? NestedCounts.of(path, table, ascending)
        : new CountsOnDemand(path, table, ascending);
  }

  /** Counts have no order, and memory is read fastest in its own. */
  private static int[] ascending(int[] rows) {
    for (int i = 1; i < rows.length; i++) {
      if (rows[i] < rows[i - 1]) {
        int[] sorted = rows.clone();
        Arrays.parallelSort(sorted);
        return sorted;
      }
    }
    return rows;
  }
}

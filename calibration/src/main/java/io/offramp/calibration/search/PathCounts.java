// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.Arrays;
import java.util.BitSet;

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
    BitSet set = new BitSet();
    boolean sorted = true;
    for (int i = 0; i < rows.length; i++) {
      set.set(rows[i]);
      sorted = sorted && (i == 0 || rows[i - 1] <= rows[i]);
    }
    if (sorted) {
      return rows;
    }
    if (set.cardinality() == rows.length) {
      return set.stream().toArray(); // much faster than sorting
    }
    int[] ascending = rows.clone();
    Arrays.sort(ascending);
    return ascending;
  }
}

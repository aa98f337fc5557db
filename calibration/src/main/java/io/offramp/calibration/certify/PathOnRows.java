// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.LevelCounts;
import io.offramp.calibration.search.PathCounts;
import io.offramp.calibration.search.ThresholdPath;
import java.util.Arrays;

/** A path seen on a set of rows: what each level does to them, counted when first asked for. */
final class PathOnRows {
  private final ThresholdPath path;
  private final ExitTable table;
  private final int[] rows;
  private final PathCounts counts;

  PathOnRows(ThresholdPath path, ExitTable table, int[] rows) {
    this.path = path;
    this.table = table;
    this.rows = rows;
    this.counts = PathCounts.of(path, table, rows);
  }

  ThresholdPath path() {
    return path;
  }

  ExitTable table() {
    return table;
  }

  int[] rows() {
    return rows;
  }

  PathCounts counts() {
    return counts;
  }

  LevelCounts counts(int level) {
    return counts.at(level);
  }

  int exit(int level, int row) {
    return path.exit(table, row, level);
  }

  byte effect(int level, int row) {
    return table.effect(exit(level, row), row);
  }

  /** The same path on those of the rows that belong to a slice. */
  PathOnRows within(Slice slice) {
    return new PathOnRows(path, table, Arrays.stream(rows).filter(slice.contains()).toArray());
  }
}

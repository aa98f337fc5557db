// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.stream.IntStream;

/** From which level of a nested path on a row may be answered differently from the last exit. */
public final class FirstDifference {
  private FirstDifference() {}

  /**
   * For each row the first level at which the exit it leaves at disagrees with the last, or the
   * number of levels if there is none. At all levels before, leaving costs no accuracy whatever the
   * row's label is. Looks at no label.
   *
   * @param path nested
   * @param rows row numbers of the table
   * @throws IllegalArgumentException if the path is not nested
   */
  public static int[] of(ThresholdPath path, ExitTable table, int[] rows) {
    if (!path.nested()) {
      throw new IllegalArgumentException(
          "Cannot find where rows first differ: the path is not nested (must be one that lets rows"
              + " leave ever earlier)");
    }
    LevelSearch[] columns = LevelSearch.of(path, table.early());
    int[] first = new int[rows.length];
    IntStream.range(0, rows.length)
        .parallel()
        .forEach(i -> first[i] = first(columns, path.size(), table, rows[i]));
    return first;
  }

  /** The row's exits hold for ranges of levels, found from the cheap end to the safe one. */
  private static int first(LevelSearch[] columns, int levels, ExitTable table, int row) {
    int first = levels;
    int end = levels;
    for (int exit = 0; exit < columns.length && end > 0; exit++) {
      int start = columns[exit].firstAtMost(end, table.signal(exit, row));
      if (start < end) {
        if (!table.agrees(exit, row)) {
          first = start;
        }
        end = start;
      }
    }
    return first;
  }
}

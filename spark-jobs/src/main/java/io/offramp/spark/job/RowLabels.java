// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.search.ExitTables;
import io.offramp.spark.trace.RowIds;
import io.offramp.spark.trace.StrayLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Labels of rows by their ids.
 *
 * @param classes by id, the index of the label among the classes; as many as there are classes if
 *     the model does not know the label
 * @param strays those that the model does not know
 * @param source what messages call them
 */
record RowLabels(Map<String, Integer> classes, StrayLabels strays, String source) {
  private static final int SHOWN = 3;

  /** The label of a row, or {@link ExitTables#UNLABELLED}. */
  int of(String id) {
    return classes.getOrDefault(id, ExitTables.UNLABELLED);
  }

  /**
   * Checks that all rows have a label.
   *
   * @throws IllegalArgumentException naming some that have none
   */
  void require(int[] rows, RowIds ids) {
    List<String> missing = new ArrayList<>();
    for (int row : rows) {
      if (of(ids.get(row)) == ExitTables.UNLABELLED) {
        missing.add(ids.get(row));
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use labels %s: %d of the %d rows asked for have none, such as id %s (label all rows that --to-label wrote, and give the same traces, bounds, budget and seed)"
              .formatted(
                  source,
                  missing.size(),
                  rows.length,
                  String.join(", ", missing.subList(0, Math.min(SHOWN, missing.size())))));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.calibration.json.NearestName;
import java.util.List;

/** Refusals of traces that lack a column. */
final class MissingColumn {
  private MissingColumn() {}

  /**
   * Lists the columns there are, and says which was probably meant.
   *
   * @param others columns that may have been meant; if there is none, any may
   */
  static IllegalArgumentException of(
      String column, List<String> columns, List<String> others, String flag) {
    List<String> likely = others.isEmpty() ? columns : others;
    return new IllegalArgumentException(
        "Cannot find column '%s' (the traces have %s)"
            .formatted(column, remedy(column, columns, likely, flag)));
  }

  /** The columns there are, the likely one, and the option that names it. */
  static String remedy(String column, List<String> columns, List<String> likely, String flag) {
    String nearest =
        likely.isEmpty() ? "" : " did you mean '%s'?".formatted(NearestName.to(column, likely));
    return "%s;%s name the right one with %s".formatted(columns, nearest, flag);
  }

  /**
   * Refuses a table that lacks a column.
   *
   * @throws IllegalArgumentException if so
   */
  static void require(String column, List<String> columns, String flag) {
    if (!columns.contains(column)) {
      throw of(column, columns, columns, flag);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.calibration.words.Counted;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Refuses traces that have rows which cannot be used, naming the first of them in the table. */
final class RowProblems {
  private static final int SHOWN = 100;

  private final String path;
  private final PieceOrder order;
  private long count;
  private long firstKey;
  private String first = "";

  private RowProblems(String path, PieceOrder order) {
    this.path = path;
    this.order = order;
  }

  /**
   * Checks all that tasks sent.
   *
   * @param exits of the trace; null if there are no rows
   * @throws IllegalArgumentException if a line is malformed, or else if a row cannot be used
   */
  static void refuse(String path, TraceParts parts, PieceOrder order, @Nullable ExitSet exits) {
    RowProblems malformed = new RowProblems(path, order);
    RowProblems refused = new RowProblems(path, order);
    for (PartReport report : parts.reports()) {
      malformed.add(report.pieces(), report.malformed());
      refused.add(report.pieces(), report.refused());
    }
    for (RowBlock block : parts.blocks()) {
      if (exits != null && !block.exits().equals(exits.exits())) {
        refused.add(
            block.pieces(),
            block.place(0),
            block.id(0),
            exits.problem(block.exits()),
            block.rows());
      }
    }
    malformed.refuseMalformed();
    refused.refuseRows();
  }

  private void add(PieceList pieces, FirstOf rows) {
    if (rows.count() > 0) {
      add(pieces, rows.place(), rows.id(), rows.text(), rows.count());
    }
  }

  private void add(PieceList pieces, long place, @Nullable String id, String text, long rows) {
    long key = order.key(pieces, place);
    if (count == 0 || key < firstKey) {
      firstKey = key;
      String named = id == null ? "" : " (id '%s')".formatted(id);
      first = "row %d%s: %s".formatted(order.rowNumber(pieces, place), named, text);
    }
    count += rows;
  }

  private void refuseMalformed() {
    if (count > 0) {
      throw new IllegalArgumentException(
          "Cannot use traces %s: %s, the first in %s (must all be whole; write the file again, or drop them)"
              .formatted(path, Counted.of(count, "malformed line"), shortened(first)));
    }
  }

  private void refuseRows() {
    if (count > 0) {
      String more =
          count == 1
              ? ""
              : "; %s cannot be used".formatted(Counted.of(count - 1, "more row", "more rows"));
      throw new IllegalArgumentException("Cannot use traces %s: %s%s".formatted(path, first, more));
    }
  }

  private static String shortened(String text) {
    return Objects.requireNonNull(text).length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A table as comma-separated values: a header, then rows; empty where nothing is known. */
final class Csv {
  private final List<List<@Nullable Object>> rows = new ArrayList<>();

  Csv(String... header) {
    rows.add(List.of((Object[]) header));
  }

  void add(@Nullable Object... cells) {
    List<@Nullable Object> row = new ArrayList<>();
    for (@Nullable Object cell : cells) {
      row.add(cell);
    }
    rows.add(row);
  }

  /** The text, lines ending in a line break. */
  String text() {
    return rows.stream()
        .map(row -> row.stream().map(Csv::cell).collect(Collectors.joining(",")) + "\n")
        .collect(Collectors.joining());
  }

  /** Words in quotes; a formula's first character loses its power behind an apostrophe. */
  private static String cell(@Nullable Object cell) {
    if (cell == null) {
      return "";
    }
    if (!(cell instanceof String words)) {
      return cell.toString();
    }
    boolean plain = words.matches("[A-Za-z0-9][A-Za-z0-9 ._-]*");
    String safe = words.matches("(?s)[=+@\\-\\t\\r].*") ? "'" + words : words;
    return plain ? words : '"' + safe.replace("\"", "\"\"") + '"';
  }
}

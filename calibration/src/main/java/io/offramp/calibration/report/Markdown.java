// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import java.util.List;
import java.util.stream.Collectors;

/** Markdown as pull requests show it; what stands in texts stays text. */
final class Markdown {
  private final StringBuilder text = new StringBuilder();

  Markdown heading(int depth, String words) {
    return block("#".repeat(depth) + " " + escaped(words));
  }

  Markdown paragraph(String words) {
    return block(escaped(words));
  }

  Markdown bold(String words) {
    return block("**" + escaped(words) + "**");
  }

  Markdown warning(String words) {
    return block("> **Note:** " + escaped(words));
  }

  Markdown list(List<String> items) {
    return items.isEmpty()
        ? this
        : block(items.stream().map(item -> "- " + escaped(item)).collect(Collectors.joining("\n")));
  }

  /**
   * A table: the first column and those of words to the left, numbers to the right.
   *
   * @param rows the header first
   */
  Markdown table(List<List<String>> rows) {
    StringBuilder table = new StringBuilder();
    for (int row = 0; row < rows.size(); row++) {
      table.append(line(rows.get(row).stream().map(Markdown::escaped).toList()));
      if (row == 0) {
        table.append("| --- |");
        for (int column = 1; column < rows.get(0).size(); column++) {
          table.append(isOfWords(rows, column) ? " --- |" : " ---: |");
        }
        table.append('\n');
      }
    }
    return block(table.toString().stripTrailing());
  }

  /** Whether more of its cells begin with a letter than not; a table of numbers has a few, too. */
  private static boolean isOfWords(List<List<String>> rows, int column) {
    long words =
        rows.stream()
            .skip(1)
            .map(row -> row.get(column))
            .filter(cell -> !cell.isEmpty() && Character.isLetter(cell.codePointAt(0)))
            .count();
    return 2 * words > rows.size() - 1;
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private Markdown block(String words) {
    text.append(words).append("\n\n");
    return this;
  }

  /** Characters that would begin markup lose that meaning; line breaks become spaces. */
  static String escaped(String words) {
    String flat = words.replaceAll("\\s*[\\r\\n]+\\s*", " ");
    return flat.replaceAll("([\\\\`*_\\[\\]<>|#~])", "\\\\$1").replace("&", "&amp;");
  }

  /** The text, ending in one line break. */
  String text() {
    return text.toString().stripTrailing() + "\n";
  }
}

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
   * A table, numbers to the right.
   *
   * @param rows the header first
   */
  Markdown table(List<List<String>> rows) {
    StringBuilder table = new StringBuilder();
    for (int row = 0; row < rows.size(); row++) {
      table.append(line(rows.get(row).stream().map(Markdown::escaped).toList()));
      if (row == 0) {
        int columns = rows.get(0).size();
        table.append("| --- |").append(" ---: |".repeat(columns - 1)).append('\n');
      }
    }
    return block(table.toString().stripTrailing());
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

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.json.JsonFiles;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes reports and comparisons; each file appears whole, or not at all. */
public final class ReportFiles {
  private static final String KIND = "report";

  private ReportFiles() {}

  /**
   * Writes a report. Beside a page {@code NAME.html} stand its figures, {@code NAME.json}, and its
   * tables, {@code NAME-exits.csv} and others.
   *
   * @param file to write; replaced if it exists, as are those beside it
   * @return all files that were written, {@code file} first
   * @throws UncheckedIOException if one cannot be written
   */
  public static List<Path> write(ReportData data, ReportFormat format, Path file) {
    List<Path> files = new ArrayList<>(List.of(file));
    JsonFiles.replace(file, KIND, text(data, format));
    if (format == ReportFormat.HTML) {
      String name = file.getFileName().toString().replaceFirst("\\.html?$", "");
      Path json = file.resolveSibling(name + ".json");
      JsonFiles.replace(json, KIND, ReportJson.pretty(data));
      files.add(json);
      for (Map.Entry<String, String> table : ReportTables.of(data).entrySet()) {
        Path csv = file.resolveSibling(name + "-" + table.getKey() + ".csv");
        JsonFiles.replace(csv, KIND, table.getValue());
        files.add(csv);
      }
    }
    return files;
  }

  /** The text of a report. */
  public static String text(ReportData data, ReportFormat format) {
    return switch (format) {
      case HTML -> ReportPage.ofReport(data);
      case MD -> ReportMarkdown.of(data);
      case JSON -> ReportJson.pretty(data);
    };
  }

  /** The text of a comparison. */
  public static String text(ComparisonData data, ReportFormat format) {
    return switch (format) {
      case HTML -> ReportPage.ofComparison(data);
      case MD -> ComparisonText.markdown(data);
      case JSON -> ReportJson.pretty(data);
    };
  }

  /**
   * Writes a comparison.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(ComparisonData data, ReportFormat format, Path file) {
    JsonFiles.replace(file, "comparison", text(data, format));
  }
}

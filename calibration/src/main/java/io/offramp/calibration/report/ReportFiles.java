// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.json.JsonFiles;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
    List<Path> files = files(format, file);
    JsonFiles.replace(file, KIND, text(data, format));
    if (format == ReportFormat.HTML) {
      JsonFiles.replace(files.get(1), KIND, ReportJson.pretty(data));
      Map<String, String> tables = ReportTables.of(data);
      for (int table = 0; table < ReportTables.NAMES.size(); table++) {
        String text = Objects.requireNonNull(tables.get(ReportTables.NAMES.get(table)));
        JsonFiles.replace(files.get(2 + table), KIND, text);
      }
    }
    return files;
  }

  /** The files that {@link #write} would write, {@code file} first. */
  public static List<Path> files(ReportFormat format, Path file) {
    List<Path> files = new ArrayList<>(List.of(file));
    if (format == ReportFormat.HTML) {
      String name = String.valueOf(file.getFileName()).replaceFirst("\\.html?$", "");
      files.add(file.resolveSibling(name + ".json"));
      for (String table : ReportTables.NAMES) {
        files.add(file.resolveSibling(name + "-" + table + ".csv"));
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

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.report.ReportFiles;
import io.offramp.calibration.report.ReportFormat;
import io.offramp.spark.job.OutputFile;
import io.offramp.spark.job.ReportExtras;
import io.offramp.spark.job.TextColumns;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what a report shows beside a policy and its traces. */
final class ReportPageOptions {
  @Option(
      names = "--summary",
      paramLabel = "RUN",
      description =
          "Output folder of a run of score with the policy, or its _summary.json, for rows a second. Default: none.")
  @Nullable String summary;

  @Option(
      names = "--full-depth-summary",
      paramLabel = "RUN",
      description = "The same of a run without a policy, to compare with. Default: none.")
  @Nullable String fullDepthSummary;

  @Option(
      names = "--stress-traces",
      paramLabel = "TRACES",
      description =
          "NAME=TRACES, traces of the same rows made harder, such as by 'offramp noise'; may be repeated. Default: none.")
  Map<String, String> stress = new LinkedHashMap<>();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "The table that was traced, to show the texts of rows that differ; matched by --id-col. Default: none, only their ids.")
  @Nullable String data;

  @Mixin TextOptions text = new TextOptions();

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "How many rows to show, at most, that differ from full depth; 1000 at most. Default: ${DEFAULT-VALUE}.")
  int sample;

  ReportExtras extras(String idColumn) {
    return new ReportExtras(
        stress,
        Optional.ofNullable(summary),
        Optional.ofNullable(fullDepthSummary),
        Optional.ofNullable(data),
        text.columns(TextColumns.DEFAULT.label(), idColumn),
        sample);
  }

  /** The files and folders that are read, by their options. */
  Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    Optional.ofNullable(summary).ifPresent(path -> inputs.put("--summary", path));
    Optional.ofNullable(fullDepthSummary)
        .ifPresent(path -> inputs.put("--full-depth-summary", path));
    Optional.ofNullable(data).ifPresent(path -> inputs.put("--data", path));
    return inputs;
  }

  /**
   * Refuses a report of which a file could not be written, or would replace another one that the
   * command reads or writes: beside a page there are its figures and tables.
   *
   * @param others by their options
   */
  static void requireWritable(
      String flag, String out, ReportFormat format, Map<String, String> others) {
    OutputFile.requireWritable(flag, "report", out);
    for (Path file : ReportFiles.files(format, Path.of(out))) {
      OutputFile.requireWritable(flag, "report", file.toString());
      others.forEach((option, other) -> OutputFile.requireApart(flag, file, option, other));
    }
  }

  /** The format of a name, else of a file. */
  static ReportFormat format(@Nullable String name, String file) {
    return name == null ? ReportFormat.ofFile(file) : ReportFormat.ofId(name);
  }
}

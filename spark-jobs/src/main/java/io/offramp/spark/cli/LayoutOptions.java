// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.job.LayoutRequest;
import io.offramp.spark.job.OutputFile;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about folders and files of a scored table. */
final class LayoutOptions {
  @Option(
      names = "--partition-by",
      paramLabel = "NAMES",
      description =
          "Columns, such as year,month, whose values go into the names of the output's folders; '' for none. Default: those of the input's folders.")
  @Nullable String partitionBy;

  @Option(
      names = "--max-rows-per-file",
      paramLabel = "ROWS",
      defaultValue = "1000000",
      description =
          "Most rows of a file, so that tasks with many rows write several; 0: one file a task and folder. Default: ${DEFAULT-VALUE}.")
  long maxRowsPerFile;

  @Option(
      names = "--summary",
      paramLabel = "FILE",
      description =
          "File to write the summary to as well; replaced if it exists. Default: none, it is in the output if that is a folder.")
  @Nullable String summary;

  void check() {
    OfframpCommand.require(
        maxRowsPerFile >= 0,
        "Cannot write %s rows a file (must be at least 0)".formatted(maxRowsPerFile));
    if (summary != null) {
      OutputFile.requireWritable("--summary", "summary", summary);
    }
  }

  LayoutRequest request() {
    return new LayoutRequest(
        Optional.ofNullable(partitionBy).map(LayoutOptions::names),
        maxRowsPerFile,
        Optional.ofNullable(summary));
  }

  private static List<String> names(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }
}

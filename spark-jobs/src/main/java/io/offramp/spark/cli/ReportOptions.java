// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.job.OutputFile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of commands that write what they measured. */
final class ReportOptions {
  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "File to write the report to as JSON; replaced if it exists. Default: none.")
  @Nullable String json;

  /**
   * Refuses a file that cannot be written, before anything is measured.
   *
   * @param kind of report, for messages
   */
  void check(String kind) {
    if (json != null) {
      OutputFile.requireWritable("--json", kind, json);
    }
  }

  Optional<String> file() {
    return Optional.ofNullable(json);
  }

  /** Says where the report is. */
  void show(Terminal terminal) {
    file().ifPresent(file -> terminal.print("report " + file));
  }
}

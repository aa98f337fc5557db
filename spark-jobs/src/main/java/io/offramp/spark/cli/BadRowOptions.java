// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.job.BadRowLimit;
import io.offramp.spark.job.BadRowRequest;
import io.offramp.spark.table.CorruptFiles;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about rows and files that cannot be scored. */
final class BadRowOptions {
  @Option(
      names = "--quarantine",
      paramLabel = "DIR",
      description =
          "Folder for rows with an error, with the same columns, which are then left out of the output. Default: none, they stay in the output.")
  @Nullable String quarantine;

  @Option(
      names = "--max-bad-rows",
      paramLabel = "N",
      description =
          "Most rows with an error, as a count such as 100 or a share such as 0.5%%; with more the run ends with exit code 4, and no output is written or replaced. Default: any number.")
  @Nullable String maxBadRows;

  @Option(
      names = "--skip-corrupt-files",
      fallbackValue = OfframpCommand.ON,
      description =
          "Checks all files first, which reads packed ones twice, and leaves damaged ones out whole; the summary lists them. Without it they fail the run.")
  boolean skipCorruptFiles;

  void check() {
    request();
    if (quarantine != null) {
      OfframpCommand.requireNamed("--quarantine", quarantine);
      OfframpCommand.require(
          !quarantine.startsWith("table:"),
          "Cannot use --quarantine '%s' (must be a folder)".formatted(quarantine));
    }
  }

  BadRowRequest request() {
    return new BadRowRequest(
        Optional.ofNullable(quarantine),
        Optional.ofNullable(maxBadRows).map(BadRowLimit::new),
        skipCorruptFiles ? CorruptFiles.SKIP : CorruptFiles.FAIL);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.job.IncrementalRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about scoring only what is new. */
final class IncrementalOptions {
  private static final String FILES = "" + IncrementalRequest.FILES;

  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description =
          "Folder that remembers which files of the input were scored: only new ones are, and added to the output, each exactly once even if a run is killed. Default: none, all are scored.")
  @Nullable String checkpoint;

  @Option(
      names = "--max-files-per-batch",
      paramLabel = "N",
      defaultValue = FILES,
      description =
          "With --checkpoint, most new files that are scored and put into place together. Default: ${DEFAULT-VALUE}.")
  int maxFilesPerBatch;

  void check() {
    if (checkpoint != null) {
      OfframpCommand.requireNamed("--checkpoint", checkpoint);
    }
    OfframpCommand.require(
        maxFilesPerBatch >= 1,
        "Cannot take batches of %s files (must be at least 1)".formatted(maxFilesPerBatch));
  }

  Optional<IncrementalRequest> request() {
    return Optional.ofNullable(checkpoint)
        .map(folder -> new IncrementalRequest(folder, maxFilesPerBatch));
  }
}

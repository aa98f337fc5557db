// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.job.LabelBudgetRequest;
import io.offramp.spark.job.OutputFile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for certifying with few labels. */
final class LabelOptions {
  @Option(
      names = "--label-budget",
      paramLabel = "N",
      description =
          "Certify an accuracy drop with at most this many labels, of rows that policies answer differently; labels of the traces are not looked at. Default: all rows that have a label.")
  @Nullable Integer budget;

  @Option(
      names = "--to-label",
      paramLabel = "FILE",
      description =
          "With --label-budget: CSV file to write the ids to that need a label; nothing is certified yet. It must not exist: labels that were filled in are not written over. Default: none.")
  @Nullable String toLabel;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "With --label-budget: table with columns id and label for the rows that --to-label wrote; all other options as then. Default: none.")
  @Nullable String labels;

  /** Refuses a file to write that is there, with labels perhaps, or cannot be made. */
  void check() {
    if (toLabel != null) {
      OutputFile.requireNew("--to-label", "rows to label", toLabel);
    }
  }

  /**
   * What is asked for, if anything.
   *
   * @throws IllegalArgumentException naming the option that cannot be used
   */
  Optional<LabelBudgetRequest> request() {
    if (budget == null) {
      OfframpCommand.require(
          toLabel == null && labels == null,
          "Cannot use --to-label or --labels without --label-budget (give the number of labels)");
      return Optional.empty();
    }
    return Optional.of(
        new LabelBudgetRequest(budget, Optional.ofNullable(toLabel), Optional.ofNullable(labels)));
  }
}

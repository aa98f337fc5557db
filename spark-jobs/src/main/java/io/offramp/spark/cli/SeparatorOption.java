// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.job.TextColumns;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for sets of labels that are texts, as in CSV files. */
final class SeparatorOption {
  @Option(
      names = "--label-separator",
      paramLabel = "TEXT",
      description =
          "What stands between the names of a set of labels, where the column has text such as 'billing;refund', for models of task multi-label. Default: none, sets are arrays of strings.")
  @Nullable String separator;

  TextColumns in(TextColumns columns) {
    return columns.withLabelSeparator(Optional.ofNullable(separator));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.job.TextColumns;
import picocli.CommandLine.Option;

/** The options that name the columns with the text. */
final class TextOptions {
  @Option(
      names = "--text-col",
      paramLabel = "NAME",
      defaultValue = "text",
      description = "Column with the text. Default: ${DEFAULT-VALUE}.")
  String text = "";

  @Option(
      names = "--text-pair-col",
      paramLabel = "NAME",
      defaultValue = "text_pair",
      description =
          "Column with the second text, for models of text pairs. Default: ${DEFAULT-VALUE}.")
  String pair = "";

  /** With the usual names for what else a table may have. */
  TextColumns columns() {
    return columns(TextColumns.DEFAULT.label(), TextColumns.DEFAULT.id());
  }

  TextColumns columns(String label, String id) {
    return new TextColumns(text, pair, label, id);
  }
}

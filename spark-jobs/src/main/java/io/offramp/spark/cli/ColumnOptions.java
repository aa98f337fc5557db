// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.job.TextColumns;
import picocli.CommandLine.Option;

/** The options that name columns. */
final class ColumnOptions {
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

  @Option(
      names = "--label-col",
      paramLabel = "NAME",
      defaultValue = "label",
      description =
          "Column with the label, of any type, compared as text. Default: ${DEFAULT-VALUE}.")
  String label = "";

  @Option(
      names = "--id-col",
      paramLabel = "NAME",
      defaultValue = "id",
      description = "Column with a key that is passed through. Default: ${DEFAULT-VALUE}.")
  String id = "";

  TextColumns columns() {
    return new TextColumns(text, pair, label, id);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.job.TextColumns;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name columns. */
final class ColumnOptions {
  @Mixin TextOptions text = new TextOptions();
  @Mixin SeparatorOption labels = new SeparatorOption();

  @Option(
      names = "--label-col",
      paramLabel = "NAME",
      defaultValue = "label",
      description =
          "Column with the label, of any type, compared as text; for models of task multi-label with a set of labels, of regression with a number. Default: ${DEFAULT-VALUE}.")
  String label = "";

  @Option(
      names = "--id-col",
      paramLabel = "NAME",
      defaultValue = "id",
      description = "Column with a key that is passed through. Default: ${DEFAULT-VALUE}.")
  String id = "";

  TextColumns columns() {
    return labels.in(text.columns(label, id));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.table.TableFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of commands that read a table. */
final class InputOptions {
  @Option(
      names = "--input-format",
      paramLabel = "NAME",
      description =
          "jsonl, csv, parquet, text, orc, delta or iceberg. Default: by the files' names, or what the folder is.")
  @Nullable String name;

  /**
   * Empty: by the files' names.
   *
   * @throws IllegalArgumentException listing the formats there are if it is none of them
   */
  Optional<TableFormat> format() {
    return Optional.ofNullable(name).map(SparkCommand::format);
  }
}

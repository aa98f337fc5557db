// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.engine.run.PrecisionMode;
import io.offramp.spark.table.TableWriter;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that run rows through a model. */
final class RunOptions {
  @Option(
      names = "--bundle",
      required = true,
      paramLabel = "BUNDLE",
      description =
          "Folder of the model: a path, which on a cluster every machine must see, or a URI that Hadoop reads, such as hdfs://host/news.bundle.")
  String bundle = "";

  @Option(
      names = "--mode",
      paramLabel = "NAME",
      defaultValue = "error",
      description =
          "What to do if the output exists: error, overwrite or, for score, append. Default: ${DEFAULT-VALUE}.")
  String mode = "";

  @Option(
      names = "--batch-size",
      paramLabel = "ROWS",
      description =
          "Rows of 64 tokens run together; of shorter ones more, of longer ones fewer. Default: 32, for encoders of less than 256 wide 64, on a GPU 512.")
  @Nullable Integer batchSize;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Tasks to spread the rows over, keeping their order; 0: as the input is split, but at least one a core. Default: ${DEFAULT-VALUE}.")
  int partitions;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "What the model computes in: auto, fp32, bf16 or fp16; auto: what the policy was certified in, else bf16 if the processor has it and it answers 512 rows as fp32 does, else fp32. Default: ${DEFAULT-VALUE}.")
  String precision = "";

  @Mixin InputOptions format = new InputOptions();

  void check() {
    OfframpCommand.require(
        batchSize == null || batchSize >= 1,
        "Cannot run batches of %s rows (must be at least 1)".formatted(batchSize));
    OfframpCommand.require(
        partitions >= 0, "Cannot use %s partitions (must be at least 0)".formatted(partitions));
    format.format();
    mode();
    precision();
  }

  /** Empty: what suits the device. */
  OptionalInt batchSize() {
    return batchSize == null ? OptionalInt.empty() : OptionalInt.of(batchSize);
  }

  PrecisionMode precision() {
    return PrecisionMode.ofId(precision);
  }

  TableWriter.Mode mode() {
    try {
      return TableWriter.Mode.valueOf(mode.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot use mode '%s' (must be error, overwrite or append)".formatted(mode), e);
    }
  }
}

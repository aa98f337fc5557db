// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.hf.ImportOptions;
import io.offramp.engine.hf.ImportReport;
import io.offramp.engine.hf.Importer;
import io.offramp.spark.job.Clock;
import io.offramp.spark.job.OutputFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code offramp import}. */
@Command(
    name = "import",
    description =
        "Makes a bundle of an encoder in Hugging Face's layout: BERT, RoBERTa, XLM-R, CamemBERT, DistilBERT, ELECTRA, ALBERT or MPNet. Its classifier becomes the last exit's head; the other exits have none yet.")
final class ImportCommand extends LocalCommand {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "DIR",
      description =
          "Folder with config.json, model.safetensors or pytorch_model.bin, and tokenizer.json or vocab.txt.")
  String from = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "BUNDLE",
      description = "Folder to write the bundle to; must not exist.")
  String out = "";

  @Option(
      names = "--exits",
      paramLabel = "LAYERS",
      description =
          "Layers after which exits stand, ascending, the last layer among them, such as 2,4,6; or all. Default: all, or those of the bundle that the folder was exported from.")
  @Nullable String exits;

  @Option(
      names = "--pooling",
      paramLabel = "NAME",
      defaultValue = "mean",
      description =
          "How exits that have no head yet pool a row's tokens: mean or cls. Default: ${DEFAULT-VALUE}.")
  String pooling = "";

  @Option(
      names = "--max-length",
      paramLabel = "TOKENS",
      description =
          "Most tokens of a row; longer texts are cut. Default: as many as the model has positions for, at most 512.")
  @Nullable Integer maxLength;

  @Option(
      names = "--text-pairs",
      fallbackValue = SparkCommand.ON,
      description = "Rows have a second text, as --pair-col of the other commands names it.")
  boolean textPairs;

  @Option(
      names = "--cost-tokens",
      paramLabel = "TOKENS",
      description =
          "Length of the typical row that costs are counted for. Default: 64, or the most tokens of a row if these are fewer.")
  @Nullable Integer costTokens;

  @Override
  void check() {
    requireHere("--from", from);
    SparkCommand.requireNamed("--out", out);
    OutputFile.requireLocal("--out", "bundle", out);
    options();
    if (exits != null) {
      ExitLayers.requireReadable(exits);
    }
  }

  @Override
  int run(Terminal terminal) {
    ImportReport report = Importer.run(options());
    report.notes().forEach(terminal::log);
    BundleText.exits(report.bundle().manifest(), terminal);
    terminal.print(
        "bundle %s (SHA-256 %s): %s"
            .formatted(report.bundle().folder(), report.bundle().sha256(), report.modelType()));
    return ExitCode.DONE;
  }

  private ImportOptions options() {
    return new ImportOptions(
        Path.of(from),
        Path.of(out),
        Optional.ofNullable(exits).map(ImportCommand::placement),
        Pooling.ofId(pooling),
        number("--max-length", maxLength),
        textPairs,
        number("--cost-tokens", costTokens),
        Clock.now());
  }

  private static IntFunction<List<Integer>> placement(String exits) {
    return layers -> ExitLayers.of(exits, layers);
  }

  private static OptionalInt number(String option, @Nullable Integer value) {
    if (value == null) {
      return OptionalInt.empty();
    }
    SparkCommand.require(
        value >= 1, "Cannot use %s %d (must be at least 1)".formatted(option, value));
    return OptionalInt.of(value);
  }
}

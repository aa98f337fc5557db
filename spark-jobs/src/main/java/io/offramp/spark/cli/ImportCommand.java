// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.hf.ImportOptions;
import io.offramp.engine.hf.ImportReport;
import io.offramp.engine.hf.Importer;
import io.offramp.engine.module.ModuleImportOptions;
import io.offramp.engine.module.ModuleImportReport;
import io.offramp.engine.module.ModuleImporter;
import io.offramp.spark.job.Clock;
import io.offramp.spark.job.OutputFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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
        "Makes a bundle of an encoder in Hugging Face's layout: BERT, RoBERTa, XLM-R, CamemBERT, DistilBERT, ELECTRA, ALBERT or MPNet. Its classifier becomes the last exit's head; the other exits have none yet. Or of a TorchScript module of your own.")
final class ImportCommand extends LocalCommand {
  private static final List<String> OF_CHECKPOINTS =
      List.of("--exits", "--pooling", "--max-length", "--text-pairs", "--cost-tokens");

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description =
          "Folder with config.json, model.safetensors or pytorch_model.bin, and tokenizer.json or vocab.txt. Default: none; this or --torchscript is needed.")
  @Nullable String from;

  @Option(
      names = "--torchscript",
      paramLabel = "FILE",
      description =
          "TorchScript file of your own, whose methods keep the contract that the documentation has; it is tried on random rows. Default: none.")
  @Nullable String torchscript;

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      description =
          "JSON file that says what --torchscript is: labels, exits, sizes, tokenizer. Default: none.")
  @Nullable String manifest;

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
      fallbackValue = ON,
      description =
          "Rows have a second text, in the column that --text-pair-col of other commands names.")
  boolean textPairs;

  @Option(
      names = "--cost-tokens",
      paramLabel = "TOKENS",
      description =
          "Length of the typical row that costs are counted for. Default: 64, or the most tokens of a row if these are fewer.")
  @Nullable Integer costTokens;

  @Override
  void check() {
    requireNamed("--out", out);
    OutputFile.requireLocal("--out", "bundle", out);
    require(
        (from == null) != (torchscript == null),
        "Cannot import: name one model (--from DIR for Hugging Face's layout, or --torchscript FILE with --manifest FILE)");
    if (torchscript != null) {
      checkModule(torchscript);
      return;
    }
    require(manifest == null, "Cannot use --manifest without --torchscript");
    requireHere("--from", here());
    boolean placed = options().exits().map(places -> !places.apply(1).isEmpty()).orElse(true);
    require(placed, "Cannot place no exits (must be all, or layers such as 1,2,4)");
  }

  private void checkModule(String file) {
    requireHere("--torchscript", file);
    require(
        manifest != null,
        "Cannot use --torchscript without --manifest (a JSON file that says what the module is)");
    requireHere("--manifest", Objects.requireNonNull(manifest));
    for (String other : OF_CHECKPOINTS) {
      require(
          !given(other),
          "Cannot use %s with --torchscript (the manifest says it, or the module does it)"
              .formatted(other));
    }
  }

  private String here() {
    return Objects.requireNonNull(from);
  }

  @Override
  int work(Terminal terminal) {
    if (torchscript != null) {
      return runModule(Path.of(torchscript), Path.of(Objects.requireNonNull(manifest)), terminal);
    }
    ImportReport report = Importer.run(options());
    report.notes().forEach(terminal::log);
    BundleText.exits(report.bundle().manifest(), terminal);
    terminal.print(
        "bundle %s (SHA-256 %s): %s"
            .formatted(report.bundle().folder(), report.bundle().sha256(), report.modelType()));
    return ExitCode.DONE;
  }

  private int runModule(Path file, Path description, Terminal terminal) {
    ModuleImportReport report =
        ModuleImporter.run(new ModuleImportOptions(file, description, Path.of(out), Clock.now()));
    report.notes().forEach(terminal::log);
    BundleText.exits(report.bundle().manifest(), terminal);
    terminal.print(
        "bundle %s (SHA-256 %s): torchscript"
            .formatted(report.bundle().folder(), report.bundle().sha256()));
    return ExitCode.DONE;
  }

  private ImportOptions options() {
    return new ImportOptions(
        Path.of(here()),
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
    require(value >= 1, "Cannot use %s %d (must be at least 1)".formatted(option, value));
    return OptionalInt.of(value);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.words.Counted;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleFile;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleProvenance;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.Architecture;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderStyle;
import io.offramp.engine.encoder.ExitHead;
import io.offramp.engine.encoder.ModuleShape;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.text.TokenizerJson;
import io.offramp.spark.job.BundlePrecisions;
import io.offramp.spark.job.ExitTargets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A bundle in words. */
final class BundleText {
  private static final int SHOWN_LABELS = 20;

  private BundleText() {}

  /** Everything that its manifest says. */
  static void show(Bundle bundle, Terminal terminal) {
    BundleManifest manifest = bundle.manifest();
    Architecture shape = manifest.architecture();
    terminal.print("bundle %s".formatted(bundle.location()));
    terminal.print("SHA-256 %s".formatted(bundle.sha256()));
    model(manifest, terminal);
    terminal.print(
        "rows: %s of at most %d tokens, padded with token %d; costs are for %d tokens"
            .formatted(
                manifest.textPairs() ? "pairs of texts" : "texts",
                shape.maxLength(),
                manifest.paddingId(),
                manifest.costTokens()));
    terminal.print("tokenizer: " + TokenizerJson.describe(bundle.tokenizerFile()));
    if (manifest.task() == Task.MULTI_LABEL) {
      terminal.print("task: %s, any number of the labels a row".formatted(manifest.task().id()));
    } else if (manifest.task() == Task.REGRESSION) {
      terminal.print(
          "task: %s, a number a row; %s".formatted(manifest.task().id(), numbers(manifest)));
    }
    terminal.print("labels: " + labels(manifest.labels()));
    terminal.print("precision: " + BundlePrecisions.describe(shape));
    exits(manifest, terminal);
    provenance(manifest.provenance(), terminal);
    for (BundleFile file : manifest.files()) {
      terminal.print(
          "file %s: %,d bytes, SHA-256 %s".formatted(file.name(), file.bytes(), file.sha256()));
    }
  }

  /** Where exits learnt what the last one says, the scale may be that of its answers. */
  private static String numbers(BundleManifest manifest) {
    NumberScale numbers = manifest.shape().numbers();
    if (numbers.equals(NumberScale.UNIT)) {
      return "spreads are told in its unit";
    }
    return ExitTargets.LAST_EXIT.id().equals(manifest.provenance().options().get("targets"))
        ? String.format(Locale.ROOT, "spreads are told as fractions of %.4g", numbers.scale())
        : String.format(
            Locale.ROOT,
            "labels had mean %.4g and standard deviation %.4g",
            numbers.center(),
            numbers.scale());
  }

  private static void model(BundleManifest manifest, Terminal terminal) {
    if (manifest.architecture() instanceof ModuleShape module) {
      terminal.print(
          "TorchScript module: %s, hidden states of width %d, %,d token ids"
              .formatted(
                  Counted.of(module.layers(), "layer"), module.width(), module.vocabularySize()));
      return;
    }
    EncoderShape shape = manifest.shape();
    terminal.print(
        "encoder: %s of width %d, %s, feed-forward %d; %s"
            .formatted(
                Counted.of(shape.layers(), "layer"),
                shape.width(),
                Counted.of(shape.heads(), "head"),
                shape.feedForwardWidth(),
                style(shape)));
    terminal.print(
        "tables: %,d token ids, %d positions, %d token types"
            .formatted(shape.vocabularySize(), shape.maxLength(), shape.tokenTypes()));
  }

  /** The table of exits. */
  static void exits(BundleManifest manifest, Terminal terminal) {
    ExitCosts costs = manifest.costs();
    List<List<String>> table = new ArrayList<>();
    table.add(
        List.of(
            "exit",
            "layer",
            "MFLOPs",
            "cost",
            "head",
            "fitted",
            "temperature",
            manifest.task() == Task.REGRESSION ? "dev R2" : "dev accuracy"));
    for (int exit = 1; exit <= costs.exits(); exit++) {
      ExitInfo info = manifest.exits().get(exit - 1);
      table.add(
          List.of(
              String.valueOf(exit),
              String.valueOf(info.layer()),
              String.format(Locale.ROOT, "%,.1f", info.flops() / 1e6),
              String.format(Locale.ROOT, "%.3f", costs.cost(exit)),
              head(manifest, exit),
              info.trained() ? "yes" : "no",
              String.format(Locale.ROOT, "%.2f", info.temperature()),
              info.devAccuracy().isPresent()
                  ? String.format(Locale.ROOT, "%.4f", info.devAccuracy().getAsDouble())
                  : "-"));
    }
    terminal.table(table);
  }

  private static String head(BundleManifest manifest, int exit) {
    return manifest.architecture() instanceof EncoderShape shape
        ? head(shape.head(exit))
        : "exit_" + exit;
  }

  private static String head(ExitHead head) {
    String pooling = head.pooling().id();
    return head.hidden().map(hidden -> pooling + ", " + hidden.id()).orElse(pooling);
  }

  private static String style(EncoderShape shape) {
    EncoderStyle style = shape.style();
    List<String> parts = new ArrayList<>(List.of("post-norm", style.activation().id()));
    parts.add("epsilon " + style.normEpsilon());
    if (style.embeddingWidth() != shape.width()) {
      parts.add("embeddings of width " + style.embeddingWidth());
    }
    if (style.sharedLayers()) {
      parts.add("layers share their weights");
    }
    style
        .relativeAttention()
        .ifPresent(
            relative -> parts.add("attention by %d distances".formatted(relative.buckets())));
    return String.join(", ", parts);
  }

  private static String labels(List<String> labels) {
    if (labels.isEmpty()) {
      return "none yet (no exit was fitted)";
    }
    String shown = String.join(", ", labels.subList(0, Math.min(SHOWN_LABELS, labels.size())));
    return labels.size() <= SHOWN_LABELS
        ? "%d: %s".formatted(labels.size(), shown)
        : "%d: %s and %d more".formatted(labels.size(), shown, labels.size() - SHOWN_LABELS);
  }

  private static void provenance(BundleProvenance provenance, Terminal terminal) {
    terminal.print("made at %s, seed %d".formatted(provenance.createdAt(), provenance.seed()));
    print("of", provenance.data(), terminal);
    print("with", provenance.options(), terminal);
    print("by", provenance.versions(), terminal);
  }

  private static void print(String how, Map<String, String> values, Terminal terminal) {
    new TreeMap<>(values)
        .forEach((key, value) -> terminal.print("%s %s: %s".formatted(how, key, value)));
  }
}

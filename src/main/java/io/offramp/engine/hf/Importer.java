// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleProvenance;
import io.offramp.engine.bundle.BundleWriter;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.checkpoint.Checkpoint;
import io.offramp.engine.encoder.EncoderFlops;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.torchscript.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Makes a bundle of a folder in Hugging Face's layout: {@code config.json}, the weights, and {@code
 * tokenizer.json} or {@code vocab.txt}.
 *
 * <p>The classifier becomes the head of the last exit; without one, the bundle has no classes yet.
 * All other exits wait for heads, unless the folder is an {@linkplain Exporter export}.
 */
public final class Importer {
  private static final int USUAL_MAX_LENGTH = 512;
  private static final int USUAL_COST_TOKENS = 64;
  private static final int FEWEST_POSITIONS = 3;
  private static final String CONFIG = "config.json";

  private final ImportOptions options;
  private final String source;
  private final List<String> notes = new ArrayList<>();

  private Importer(ImportOptions options) {
    this.options = options;
    this.source = options.from().toString();
  }

  /**
   * Imports a checkpoint.
   *
   * @throws HfException if it cannot be run, saying why
   * @throws io.offramp.engine.checkpoint.CheckpointException if its weights cannot be read
   * @throws io.offramp.engine.text.TokenizerException if its tokenizer cannot be used
   * @throws io.offramp.engine.bundle.BundleException if the bundle exists, or cannot be written
   */
  public static ImportReport run(ImportOptions options) {
    return new Importer(options).run();
  }

  private ImportReport run() {
    BundleWriter.requireAbsent(options.out());
    Path file = options.from().resolve(CONFIG);
    if (!Files.isDirectory(options.from())) {
      throw refusal("there is no such folder (correct the path)");
    }
    if (!Files.isRegularFile(file)) {
      throw refusal("it has no config.json (must be a folder that save_pretrained wrote)");
    }
    ConfigFields fields = ConfigFields.read(file);
    Family family = Families.of(fields);
    HfConfig config = family.config(fields);
    if (config.paddingId() >= config.vocabularySize()) {
      throw refusal(
          "config.json has \"pad_token_id\" %d, but knows %d tokens (must be below that)"
              .formatted(config.paddingId(), config.vocabularySize()));
    }
    int maxLength = maxLength(config, family);
    try (Checkpoint checkpoint = Checkpoint.open(options.from())) {
      CheckpointTensors tensors = new CheckpointTensors(checkpoint, source, family);
      Optional<OfframpSection> exported = exported(config, tensors);
      List<Integer> exitLayers = exitLayers(config);
      List<HeadSource> heads =
          heads(HeadSource.of(exitLayers, exported, config, family, tensors, options.pooling()));
      boolean anyHead = heads.stream().anyMatch(head -> head.names().isPresent());
      List<String> labels = anyHead ? config.labels() : List.of();
      Task task = anyHead ? ConfigLabels.task(fields, labels) : Task.SINGLE_LABEL;
      ImportedTokenizer tokenizer =
          ImportedTokenizer.of(options.from(), fields, family, config, maxLength);
      boolean pairs =
          options.textPairs() || config.offramp().map(OfframpSection::textPairs).orElse(false);
      tokenizer.requireSpecials(pairs);
      int types = family.hasTokenTypes() ? config.tokenTypes() : tokenizer.tokenTypes(pairs);
      tokenizer.requireTypes(pairs, types);
      EncoderShape shape =
          shape(config, maxLength, types, exitLayers, labels.size(), heads)
              .withTask(task)
              .withNumbers(
                  task == Task.REGRESSION
                      ? exported.map(OfframpSection::numbers).orElse(NumberScale.UNIT)
                      : NumberScale.UNIT);
      List<Tensor> weights = EncoderReader.read(config, family, tensors, shape, heads);
      noteUnread(exported.isPresent(), family, tensors);
      List<Path> files = new ArrayList<>(checkpoint.files());
      files.add(file);
      files.addAll(tokenizer.files());
      return write(files, config, shape, pairs, weights, heads, labels, tokenizer.json());
    }
  }

  private int maxLength(HfConfig config, Family family) {
    int before = family.positionOffset(config.paddingId());
    int positions = config.positions() - before;
    if (positions < FEWEST_POSITIONS) {
      throw refusal(
          "config.json has %d positions, of which %d stand before the first token's (must leave at least %d)"
              .formatted(config.positions(), before, FEWEST_POSITIONS));
    }
    int length = options.maxLength().orElse(Math.min(USUAL_MAX_LENGTH, positions));
    if (length > positions) {
      throw refusal(
          "--max-length is %d, but it has positions for %d tokens (must be at most that)"
              .formatted(length, positions));
    }
    notes.add(
        "rows are cut to %d tokens; the model has positions for %d (--max-length)"
            .formatted(length, positions));
    return length;
  }

  /** What an export wrote, if its tensors are still there: other programs may drop them. */
  private Optional<OfframpSection> exported(HfConfig config, CheckpointTensors tensors) {
    if (tensors.hasAny(OfframpSection.TENSORS)) {
      return config.offramp();
    }
    boolean fitted =
        config.offramp().stream()
            .flatMap(section -> section.exits().stream())
            .anyMatch(OfframpSection.Exit::trained);
    if (fitted) {
      notes.add(
          "its exits' heads are gone: config.json has a section \"offramp\", but the weights were saved by a program that left them out");
    }
    return Optional.empty();
  }

  private List<Integer> exitLayers(HfConfig config) {
    if (options.exits().isPresent()) {
      return options.exits().get().apply(config.layers());
    }
    return config
        .offramp()
        .map(section -> section.exits().stream().map(OfframpSection.Exit::layer).toList())
        .orElseGet(() -> IntStream.rangeClosed(1, config.layers()).boxed().toList());
  }

  private List<HeadSource> heads(List<HeadSource> heads) {
    List<Integer> waiting = new ArrayList<>();
    for (int exit = 1; exit <= heads.size(); exit++) {
      if (heads.get(exit - 1).names().isEmpty()) {
        waiting.add(exit);
      }
    }
    if (waiting.size() == heads.size()) {
      notes.add(
          "it has no classifier: the bundle has no labels, and none of its exits was fitted (run 'offramp attach-exits' or 'offramp train --init')");
      return heads;
    }
    if (!waiting.isEmpty()) {
      notes.add(
          "exits %s were never fitted (run 'offramp attach-exits' or 'offramp train --init')"
              .formatted(waiting));
    }
    return heads;
  }

  private EncoderShape shape(
      HfConfig config,
      int maxLength,
      int tokenTypes,
      List<Integer> exitLayers,
      int classes,
      List<HeadSource> heads) {
    try {
      return new EncoderShape(
          config.vocabularySize(),
          maxLength,
          tokenTypes,
          config.width(),
          config.layers(),
          config.heads(),
          config.feedForwardWidth(),
          exitLayers,
          classes,
          heads.stream().map(HeadSource::head).toList(),
          config.style(),
          Task.SINGLE_LABEL,
          NumberScale.UNIT);
    } catch (IllegalArgumentException e) {
      throw new HfException("Cannot import %s: %s".formatted(source, e.getMessage()), e);
    }
  }

  /** An export has its last head twice: as the family's classifier, for other programs. */
  private void noteUnread(boolean exported, Family family, CheckpointTensors tensors) {
    List<String> unread =
        tensors.unread().stream()
            .filter(name -> !name.startsWith(OfframpSection.TENSORS))
            .filter(name -> !exported || !family.isHead(name))
            .toList();
    if (!unread.isEmpty()) {
      notes.add("%d tensors have no use here: %s".formatted(unread.size(), Shortened.list(unread)));
    }
  }

  private ImportReport write(
      List<Path> files,
      HfConfig config,
      EncoderShape shape,
      boolean pairs,
      List<Tensor> weights,
      List<HeadSource> heads,
      List<String> labels,
      String tokenizer) {
    int costTokens = costTokens(config, shape.maxLength());
    double[] temperatures = heads.stream().mapToDouble(HeadSource::temperature).toArray();
    List<ExitInfo> exits = new ArrayList<>();
    for (int exit = 1; exit <= heads.size(); exit++) {
      boolean trained = heads.get(exit - 1).names().isPresent();
      exits.add(
          new ExitInfo(
              shape.exitLayers().get(exit - 1),
              EncoderFlops.atExit(shape, exit, costTokens),
              temperatures[exit - 1],
              OptionalDouble.empty(),
              trained));
    }
    BundleProvenance provenance = ImportProvenance.of(options, config.modelType(), files);
    Bundle bundle =
        BundleWriter.write(
            options.out(),
            EncoderTemplate.module(shape, weights, temperatures),
            tokenizer,
            entries ->
                new BundleManifest(
                    shape,
                    labels,
                    pairs,
                    config.paddingId(),
                    costTokens,
                    exits,
                    entries,
                    provenance));
    return new ImportReport(bundle, config.modelType(), notes);
  }

  private int costTokens(HfConfig config, int maxLength) {
    int usual = config.offramp().map(OfframpSection::costTokens).orElse(USUAL_COST_TOKENS);
    int tokens = options.costTokens().orElse(Math.min(usual, maxLength));
    if (tokens < 1 || tokens > maxLength) {
      throw refusal(
          "--cost-tokens is %d (must be 1 to the maximum length, %d)".formatted(tokens, maxLength));
    }
    notes.add("costs are counted for rows of %d tokens (--cost-tokens)".formatted(tokens));
    return tokens;
  }

  private HfException refusal(String why) {
    return new HfException("Cannot import %s: %s".formatted(source, why));
  }
}

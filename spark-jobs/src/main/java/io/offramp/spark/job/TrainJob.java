// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleFile;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleWriter;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.EncoderFlops;
import io.offramp.engine.encoder.EncoderInitializer;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.text.TextEncoder;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.text.TokenizerJson;
import io.offramp.engine.train.JointTrainer;
import io.offramp.engine.train.LabelledRow;
import io.offramp.engine.train.TrainedEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Trains a bundle from labelled text. */
public final class TrainJob {
  private static final int TOKEN_TYPES = 2;

  private final TrainRequest request;
  private final ProgressSink sink;
  private final Consumer<String> log;

  private TrainJob(TrainRequest request, ProgressSink sink, Consumer<String> log) {
    this.request = request;
    this.sink = sink;
    this.log = log;
  }

  /**
   * Reads both tables, trains on the driver and writes the bundle.
   *
   * @param log hears lines that should stay on screen
   * @throws RuntimeException with a message for the user if an input cannot be used
   */
  public static TrainReport run(
      SparkSession spark, TrainRequest request, ProgressSink sink, Consumer<String> log) {
    return new TrainJob(request, sink, log).run(spark);
  }

  private TrainReport run(SparkSession spark) {
    long start = System.nanoTime();
    BundleWriter.requireAbsent(Path.of(request.out()));
    LabelledTable train =
        LabelledTable.read(spark, request.data(), request.dataFormat(), request.columns());
    LabelledTable dev =
        LabelledTable.read(spark, request.dev(), request.dataFormat(), request.columns());
    if (train.textPairs() != dev.textPairs()) {
      throw new IllegalArgumentException(
          "Cannot train: of %s and %s only one has a column '%s'"
              .formatted(request.data(), request.dev(), request.columns().pair()));
    }
    List<String> labels = train.labelNames();
    String tokenizer = TrainingTokenizer.of(request, train.texts());
    try (TextEncoder encoder = TextEncoder.of(tokenizer, request.maxLength())) {
      List<LabelledRow> rows = rows(train, labels, encoder);
      List<LabelledRow> devRows = rows(dev, labels, encoder);
      if (devRows.isEmpty()) {
        throw new IllegalArgumentException(
            "Cannot train: no dev row of %s has one of the training labels %s"
                .formatted(request.dev(), labels));
      }
      long skipped = train.skipped() + dev.skipped() + dev.texts().size() - devRows.size();
      log.accept(
          "%,d rows, %,d dev rows (%,d left out), %d labels, vocabulary %,d"
              .formatted(
                  rows.size(), devRows.size(), skipped, labels.size(), encoder.vocabularySize()));
      EncoderShape shape = shape(encoder.vocabularySize(), labels.size());
      TrainedEncoder trained = train(shape, rows, devRows, TokenizerJson.paddingId(tokenizer));
      Bundle bundle = write(shape, trained, tokenizer, labels, train, rows, devRows.size());
      double seconds = (System.nanoTime() - start) / 1e9;
      return new TrainReport(bundle, rows.size(), skipped, trained.bestEpoch(), seconds);
    }
  }

  private static List<LabelledRow> rows(
      LabelledTable table, List<String> labels, TextEncoder encoder) {
    List<TokenizedText> texts = encoder.encodeAll(table.texts());
    List<LabelledRow> rows = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      int label = labels.indexOf(table.labels().get(i));
      if (label >= 0) {
        rows.add(new LabelledRow(texts.get(i), label));
      }
    }
    return rows;
  }

  private EncoderShape shape(int vocabularySize, int classes) {
    return new EncoderShape(
        vocabularySize,
        request.maxLength(),
        TOKEN_TYPES,
        request.width(),
        request.layers(),
        request.heads(),
        request.feedForwardWidth(),
        request.exitLayers(),
        classes,
        request.pooling());
  }

  private TrainedEncoder train(
      EncoderShape shape, List<LabelledRow> rows, List<LabelledRow> dev, int paddingId) {
    TrainingProgress progress =
        new TrainingProgress(sink, log, request.options().epochs(), request.options().batchSize());
    try {
      return new JointTrainer(shape, request.options(), paddingId, progress)
          .train(EncoderInitializer.weights(shape, request.options().seed()), rows, dev);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot train: " + e.getMessage(), e);
    }
  }

  private Bundle write(
      EncoderShape shape,
      TrainedEncoder trained,
      String tokenizer,
      List<String> labels,
      LabelledTable train,
      List<LabelledRow> rows,
      int devRows) {
    int tokens = typicalLength(rows);
    double[] temperatures =
        trained.temperatures().stream().mapToDouble(Double::doubleValue).toArray();
    List<ExitInfo> exits = new ArrayList<>();
    for (int exit = 1; exit <= shape.exits(); exit++) {
      exits.add(
          new ExitInfo(
              shape.exitLayers().get(exit - 1),
              EncoderFlops.atExit(shape, exit, tokens),
              temperatures[exit - 1],
              trained.devAccuracy().get(exit - 1)));
    }
    return BundleWriter.write(
        Path.of(request.out()),
        EncoderTemplate.module(shape, trained.weights(), temperatures),
        tokenizer,
        (List<BundleFile> files) ->
            new BundleManifest(
                shape,
                labels,
                train.textPairs(),
                TokenizerJson.paddingId(tokenizer),
                tokens,
                exits,
                files,
                TrainingProvenance.of(request, rows.size(), devRows)));
  }

  /** Mean length in tokens, for which costs are counted. */
  private static int typicalLength(List<LabelledRow> rows) {
    double mean = rows.stream().mapToInt(row -> row.text().length()).average().orElseThrow();
    return (int) Math.round(mean);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.words.Counted;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleFile;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleWriter;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.EncoderFlops;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.text.TextEncoder;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.train.CheckpointFolder;
import io.offramp.engine.train.JointTrainer;
import io.offramp.engine.train.LabelledRow;
import io.offramp.engine.train.TrainedEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Trains a bundle from labelled text. */
public final class TrainJob {
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
    Optional<Bundle> init = TrainingStart.bundle(request);
    Task task = TrainingStart.task(request, init);
    LabelledTable train =
        LabelledTable.read(spark, request.data(), request.dataFormat(), request.columns(), task);
    LabelledTable dev =
        LabelledTable.read(spark, request.dev(), request.dataFormat(), request.columns(), task);
    if (train.textPairs() != dev.textPairs()) {
      throw new IllegalArgumentException(
          "Cannot train: %s has a column '%s' of second texts, and %s has none (both must have it, or neither; name another one with --text-pair-col)"
              .formatted(
                  train.textPairs() ? request.data() : request.dev(),
                  request.columns().pair(),
                  train.textPairs() ? request.dev() : request.data()));
    }
    TrainingStart begin = TrainingStart.of(request, init, train, log);
    List<String> labels = begin.labels();
    try (TextEncoder encoder = TextEncoder.of(begin.tokenizer(), begin.maxLength())) {
      List<LabelledRow> rows = rows(train, labels, encoder, task);
      List<LabelledRow> devRows = rows(dev, labels, encoder, task);
      if (devRows.isEmpty()) {
        throw new IllegalArgumentException(
            "Cannot train: no dev row of %s has %s the training labels %s"
                .formatted(
                    request.dev(), task == Task.SINGLE_LABEL ? "one of" : "none but", labels));
      }
      long skipped = train.skipped() + dev.skipped() + dev.texts().size() - devRows.size();
      log.accept(
          "%s, %s (%,d left out), %s, vocabulary %,d"
              .formatted(
                  Counted.of(rows.size(), "row"),
                  Counted.of(devRows.size(), "dev row"),
                  skipped,
                  begin.told(),
                  encoder.vocabularySize()));
      EncoderShape shape = begin.shape(encoder.vocabularySize());
      TrainedEncoder trained = train(shape, begin, rows, devRows);
      Bundle bundle = write(shape, trained, begin, train.textPairs(), rows, devRows.size());
      request.checkpoints().ifPresent(plan -> new CheckpointFolder(plan.folder()).delete());
      double seconds = (System.nanoTime() - start) / 1e9;
      return new TrainReport(bundle, rows.size(), skipped, trained.bestEpoch(), seconds);
    }
  }

  private static List<LabelledRow> rows(
      LabelledTable table, List<String> labels, TextEncoder encoder, Task task) {
    List<TokenizedText> texts = encoder.encodeAll(table.texts());
    List<LabelledRow> rows = new ArrayList<>();
    if (task == Task.REGRESSION) {
      double[] numbers = table.numbers();
      for (int i = 0; i < numbers.length; i++) {
        rows.add(LabelledRow.ofNumber(texts.get(i), numbers[i]));
      }
      return rows;
    }
    for (int i = 0; i < texts.size(); i++) {
      List<Integer> indexes = table.labels().get(i).stream().map(labels::indexOf).sorted().toList();
      if (!indexes.contains(-1)) {
        rows.add(new LabelledRow(texts.get(i), indexes));
      }
    }
    return rows;
  }

  private TrainedEncoder train(
      EncoderShape shape, TrainingStart begin, List<LabelledRow> rows, List<LabelledRow> dev) {
    TrainingProgress progress =
        new TrainingProgress(
            sink, log, request.options().epochs(), request.options().batchSize(), shape.task());
    try {
      return new JointTrainer(
              shape, request.options(), begin.paddingId(), progress, request.checkpoints())
          .train(begin.weights(shape), rows, dev);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot train: " + e.getMessage(), e);
    }
  }

  private Bundle write(
      EncoderShape shape,
      TrainedEncoder trained,
      TrainingStart begin,
      boolean textPairs,
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
        begin.tokenizer(),
        (List<BundleFile> files) ->
            new BundleManifest(
                shape,
                begin.labels(),
                textPairs,
                begin.paddingId(),
                tokens,
                exits,
                files,
                TrainingProvenance.of(request, begin, rows.size(), devRows)));
  }

  /** Mean length in tokens, for which costs are counted. */
  private static int typicalLength(List<LabelledRow> rows) {
    double mean = rows.stream().mapToInt(row -> row.text().length()).average().orElseThrow();
    return (int) Math.round(mean);
  }
}

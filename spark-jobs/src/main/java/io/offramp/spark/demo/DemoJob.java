// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.demo;

import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.report.ReportFormat;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.run.PrecisionMode;
import io.offramp.engine.train.TrainingOptions;
import io.offramp.spark.job.BadRowRequest;
import io.offramp.spark.job.CalibrateJob;
import io.offramp.spark.job.CalibrateReport;
import io.offramp.spark.job.CalibrateRequest;
import io.offramp.spark.job.GoalRequest;
import io.offramp.spark.job.LayoutRequest;
import io.offramp.spark.job.MethodRequest;
import io.offramp.spark.job.ProgressSink;
import io.offramp.spark.job.ReportExtras;
import io.offramp.spark.job.ReportJob;
import io.offramp.spark.job.ReportRequest;
import io.offramp.spark.job.ScoreJob;
import io.offramp.spark.job.ScoreRequest;
import io.offramp.spark.job.ScoreSummary;
import io.offramp.spark.job.TextColumns;
import io.offramp.spark.job.TraceJob;
import io.offramp.spark.job.TraceRequest;
import io.offramp.spark.job.TrainJob;
import io.offramp.spark.job.TrainRequest;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableWriter;
import io.offramp.spark.trace.TraceSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Writes a corpus, trains, calibrates, scores with and without early exit, and draws a report. */
public final class DemoJob {
  /** Rows to train on: enough to learn the hard ones in a minute on two cores. */
  private static final int TRAINING_ROWS = 16_000;

  private static final int DEV_ROWS = 1_500;
  private static final int CALIBRATION_ROWS = 8_000;
  private static final int LAYERS = 4;
  private static final int WIDTH = 64;
  private static final int HEADS = 4;
  private static final int MAX_LENGTH = 64;
  private static final int VOCABULARY = 1_000;
  private static final double MAX_ACCURACY_DROP = 0.005;
  private static final double CONFIDENCE = 0.95;
  private static final int BATCH_SIZE = 32;

  /** The demonstration's figures are not to depend on what a processor has. */
  private static final PrecisionMode PRECISION = PrecisionMode.FP32;

  private final SparkSession spark;
  private final Path folder;
  private final DemoSize size;
  private final ProgressSink sink;
  private final Consumer<String> log;

  private DemoJob(
      SparkSession spark, Path folder, DemoSize size, ProgressSink sink, Consumer<String> log) {
    this.spark = spark;
    this.folder = folder;
    this.size = size;
    this.sink = sink;
    this.log = log;
  }

  /**
   * How large the demonstration is.
   *
   * @param trainingRows rows to train on
   * @param epochs passes over them
   * @param scoredRows rows to score
   * @param seed of everything
   */
  public record DemoSize(int trainingRows, int epochs, int scoredRows, long seed) {
    private static final int EPOCHS = 4;

    /** What the command runs: {@code scoredRows} rows scored after a full training. */
    public static DemoSize standard(int scoredRows, long seed) {
      return new DemoSize(TRAINING_ROWS, EPOCHS, scoredRows, seed);
    }
  }

  /**
   * Runs all of it inside {@code folder}, which must not exist or be empty.
   *
   * @throws IllegalArgumentException if the folder holds something
   */
  public static DemoReport run(
      SparkSession spark, Path folder, DemoSize size, ProgressSink sink, Consumer<String> log) {
    return new DemoJob(spark, folder, size, sink, log).run();
  }

  private DemoReport run() {
    prepareFolder();
    log.accept("1/4 writing a corpus of support requests, easy and hard ones");
    String train = corpus("train", size.trainingRows(), 1);
    String dev = corpus("dev", DEV_ROWS, 2);
    String held = corpus("calibrate", CALIBRATION_ROWS, 3);
    String input = corpus("input", size.scoredRows(), 4);
    log.accept("2/4 training an encoder with " + LAYERS + " exits");
    TrainJob.run(spark, trainRequest(train, dev), sink, log);
    log.accept("3/4 certifying exit thresholds on held-back rows");
    CalibrateReport calibration = calibrate(held);
    log.accept(
        "4/4 scoring %,d rows at full depth and with early exit".formatted(size.scoredRows()));
    score(dev, Optional.empty(), "warm-up"); // so that neither run pays for loading the model
    ScoreSummary full = score(input, Optional.empty(), "full-depth");
    ScoreSummary early =
        calibration.result() instanceof Certified
            ? score(input, Optional.of(path("policy.json")), "early-exit")
            : full;
    return new DemoReport(calibration, full, early, draw(calibration));
  }

  /** The report on the policy, if one was certified. */
  private Optional<Path> draw(CalibrateReport calibration) {
    if (!(calibration.result() instanceof Certified)) {
      return Optional.empty();
    }
    return Optional.of(
        ReportJob.run(
                spark,
                new ReportRequest(
                    path("policy.json"),
                    TraceSource.of(path("traces")),
                    ReportExtras.NONE
                        .withSummaries(path("early-exit"), path("full-depth"))
                        .withData(path("calibrate.jsonl")),
                    ReportFormat.HTML,
                    path("report.html"),
                    "offramp demo"))
            .files()
            .get(0));
  }

  private void prepareFolder() {
    try {
      Files.createDirectories(folder);
      try (var entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new IllegalArgumentException(
              "Cannot run the demo in %s: the folder is not empty (name another --out)"
                  .formatted(folder));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to %s: %s".formatted(folder, e), e);
    }
  }

  private String corpus(String name, int rows, int part) {
    long seed = size.seed() * 10 + part; // parts never share rows' random draws
    return DemoFiles.write(folder.resolve(name + ".jsonl"), DemoCorpus.write(rows, seed));
  }

  private TrainRequest trainRequest(String train, String dev) {
    return new TrainRequest(
        train,
        dev,
        Optional.empty(),
        TextColumns.DEFAULT,
        Optional.empty(),
        VOCABULARY,
        MAX_LENGTH,
        LAYERS,
        WIDTH,
        HEADS,
        4 * WIDTH,
        List.of(1, 2, 3, 4),
        Pooling.MEAN,
        new TrainingOptions(
            size.epochs(),
            size.epochs(),
            BATCH_SIZE,
            2e-3,
            0.06,
            0.01,
            0,
            size.seed(),
            Runtime.getRuntime().availableProcessors()),
        path("bundle"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private CalibrateReport calibrate(String data) {
    TraceJob.run(
        spark,
        new TraceRequest(
            path("bundle"),
            data,
            Optional.empty(),
            path("traces"),
            TableWriter.Mode.ERROR,
            TextColumns.DEFAULT,
            OptionalInt.of(BATCH_SIZE),
            0,
            PRECISION),
        sink);
    return CalibrateJob.run(
        spark,
        new CalibrateRequest(
            TraceSource.of(path("traces")),
            GoalRequest.of(new MaxAccuracyDrop(MAX_ACCURACY_DROP), CONFIDENCE),
            MethodRequest.DEFAULT,
            false,
            size.seed(),
            path("policy.json")));
  }

  private ScoreSummary score(String input, Optional<String> policy, String output) {
    return ScoreJob.run(
        spark,
        new ScoreRequest(
            path("bundle"),
            policy,
            input,
            Optional.empty(),
            path(output),
            TableFormat.PARQUET,
            TableWriter.Mode.ERROR,
            TextColumns.DEFAULT,
            "",
            OptionalInt.of(BATCH_SIZE),
            0,
            PRECISION,
            false,
            LayoutRequest.DEFAULT,
            BadRowRequest.DEFAULT),
        sink);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.train.LearningRate;
import io.offramp.engine.train.TrainingOptions;
import io.offramp.spark.job.InitRequest;
import io.offramp.spark.job.OutputFile;
import io.offramp.spark.job.TrainJob;
import io.offramp.spark.job.TrainReport;
import io.offramp.spark.job.TrainRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code offramp train}. */
@Command(
    name = "train",
    description =
        "Trains an encoder with an exit after each of several layers from labelled text, from nothing or from a bundle's weights, and writes it as a bundle.")
final class TrainCommand extends SparkCommand {
  private static final int LAYERS = 6;
  private static final int WIDTH = 128;
  private static final int WIDTH_A_HEAD = 32;
  private static final double WARM_UP = 0.06;
  private static final double WEIGHT_DECAY = 0.01;
  private static final double LEARNING_RATE = 1e-3;
  private static final double LEARNING_RATE_OF_INIT = 5e-5;
  private static final double WORD_DROPOUT = 0.3;
  private static final double WORD_DROPOUT_OF_INIT = 0.1;

  /** What a bundle's weights settle. */
  private static final List<String> SETTLED_BY_INIT =
      List.of("--layers", "--width", "--heads", "--feed-forward", "--vocab-size", "--tokenizer");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description =
          "Labelled rows to train on: JSON lines, CSV or Parquet; packed, a folder or a glob.")
  String data = "";

  @Option(
      names = "--dev",
      required = true,
      paramLabel = "FILE",
      description = "Labelled rows that stop training early and fit temperatures.")
  String dev = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "BUNDLE",
      description = "Folder to write the bundle to; must not exist.")
  String out = "";

  @Option(
      names = "--init",
      paramLabel = "BUNDLE",
      description =
          "Bundle whose weights to begin with: its sizes, tokenizer, exits and maximum length hold, unless --exits, --pooling or --max-length say otherwise. Default: none, fresh weights.")
  @Nullable String init;

  @Option(
      names = "--task",
      paramLabel = "NAME",
      description =
          "What a row's label is: single-label, one of the classes; multi-label, a set of them, none perhaps; regression, a number. Default: the --init bundle's, else single-label.")
  @Nullable String task;

  @Option(
      names = "--heads",
      paramLabel = "N",
      description = "Attention heads; divides the width. Default: the width / 32, at least 1.")
  @Nullable Integer heads;

  @Option(
      names = "--feed-forward",
      paramLabel = "N",
      description = "Inner width of the feed-forward parts. Default: 4 times the width.")
  @Nullable Integer feedForward;

  @Option(
      names = "--pooling",
      paramLabel = "NAME",
      defaultValue = "mean",
      description =
          "How exits pool a row's tokens: mean or cls; with --init as the bundle's do, if not given. Default: ${DEFAULT-VALUE}.")
  String pooling = "";

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE",
      description =
          "tokenizer.json in the Hugging Face format. Default: a WordPiece vocabulary is learnt from the training rows.")
  @Nullable String tokenizer;

  @Option(
      names = "--vocab-size",
      paramLabel = "N",
      defaultValue = "16000",
      description = "Entries of a learnt vocabulary. Default: ${DEFAULT-VALUE}.")
  int vocabularySize;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "4",
      description = "Most passes over the training rows. Default: ${DEFAULT-VALUE}.")
  int epochs;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Epochs without a better dev accuracy that end training. Default: ${DEFAULT-VALUE}.")
  int patience;

  @Option(
      names = "--batch-size",
      paramLabel = "ROWS",
      defaultValue = "64",
      description = "Rows a step. Default: ${DEFAULT-VALUE}.")
  int batchSize;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description =
          "Peak of AdamW's rate, after a warm-up over 6%% of the steps and before a cosine decay. Default: 0.00005 with --init, else 0.001.")
  @Nullable Double learningRate;

  @Option(
      names = "--word-dropout",
      paramLabel = "P",
      description =
          "Probability with which a token is hidden in training. Default: 0.1 with --init, else 0.3.")
  @Nullable Double wordDropout;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      defaultValue = "0",
      description =
          "Probability with which a number of what layers add to a token is lost in training. Default: ${DEFAULT-VALUE}.")
  double dropout;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "17",
      description = "Seed of weights, shuffling and dropout. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Cores that train. Default: all of this machine's.")
  @Nullable Integer threads;

  @Mixin InputOptions format = new InputOptions();
  @Mixin EncoderOptions encoder = new EncoderOptions(LAYERS, WIDTH);
  @Mixin ColumnOptions columns = new ColumnOptions();
  @Mixin FineTuneOptions tuning = new FineTuneOptions();

  @Override
  void check() {
    TrainRequest request = request();
    require(
        request.task().orElse(Task.SINGLE_LABEL) != Task.REGRESSION
            || !given("--distill-temperature"),
        "Cannot use --distill-temperature with --task regression: numbers have no probabilities to soften (leave it out)");
    requireNamed("--out", out);
    OutputFile.requireLocal("--out", "bundle", out);
    if (init != null) {
      checkInit(init);
      return;
    }
    request.options().objective().weights().of(request.exitLayers());
    // The vocabulary and the labels are not known yet; all other sizes are.
    new EncoderShape(
        vocabularySize,
        request.maxLength(),
        2,
        request.width(),
        request.layers(),
        request.heads(),
        request.feedForwardWidth(),
        request.exitLayers(),
        2,
        request.pooling());
  }

  private void checkInit(String bundle) {
    require(!bundle.isBlank(), "Cannot use --init '' (must name a bundle)");
    for (String option : SETTLED_BY_INIT) {
      require(
          !given(option),
          "Cannot use %s with --init: the bundle %s settles it (leave one of them out)"
              .formatted(option, bundle));
    }
  }

  @Override
  int run(SparkSession session, Terminal terminal) {
    TrainReport report = TrainJob.run(session, request(), terminal, terminal::log);
    show(report, terminal);
    return ExitCode.DONE;
  }

  private TrainRequest request() {
    require(
        vocabularySize >= 100,
        "Cannot learn %s entries (must be at least 100)".formatted(vocabularySize));
    TrainingOptions options =
        new TrainingOptions(
            epochs,
            patience,
            batchSize,
            new LearningRate(learningRate(), WARM_UP, tuning.layerDecay),
            WEIGHT_DECAY,
            wordDropout(),
            dropout,
            seed,
            threads == null ? Runtime.getRuntime().availableProcessors() : threads,
            tuning.clipNorm(init != null),
            tuning.objective());
    return new TrainRequest(
        data,
        dev,
        format.format(),
        columns.columns(),
        Optional.ofNullable(tokenizer),
        vocabularySize,
        encoder.maxLength,
        encoder.layers,
        encoder.width,
        heads == null ? encoder.headsOf(WIDTH_A_HEAD) : heads,
        feedForward == null ? 4 * encoder.width : feedForward,
        init == null ? encoder.exitLayers() : List.of(),
        Pooling.ofId(pooling),
        options,
        out,
        initRequest(),
        tuning.checkpoints(),
        Optional.ofNullable(task).map(Task::ofId));
  }

  private double learningRate() {
    double usual = init == null ? LEARNING_RATE : LEARNING_RATE_OF_INIT;
    return learningRate == null ? usual : learningRate;
  }

  private double wordDropout() {
    double usual = init == null ? WORD_DROPOUT : WORD_DROPOUT_OF_INIT;
    return wordDropout == null ? usual : wordDropout;
  }

  private Optional<InitRequest> initRequest() {
    if (init == null) {
      return Optional.empty();
    }
    return Optional.of(
        new InitRequest(
            init,
            given("--exits") ? Optional.of(encoder.givenExitLayers()) : Optional.empty(),
            given("--pooling") ? Optional.of(Pooling.ofId(pooling)) : Optional.empty(),
            given("--max-length") ? OptionalInt.of(encoder.maxLength) : OptionalInt.empty()));
  }

  private static void show(TrainReport report, Terminal terminal) {
    BundleText.exits(report.bundle().manifest(), terminal);
    terminal.print(
        "bundle %s (SHA-256 %s): epoch %d kept, %.0f s"
            .formatted(
                report.bundle().folder(),
                report.bundle().sha256(),
                report.bestEpoch(),
                report.seconds()));
  }
}

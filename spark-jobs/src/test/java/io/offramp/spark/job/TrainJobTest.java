// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleException;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.text.TokenizerException;
import io.offramp.engine.torchscript.Tensor;
import io.offramp.engine.train.CheckpointPlan;
import io.offramp.engine.train.TrainingOptions;
import io.offramp.spark.fixture.ImportedBundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
final class TrainJobTest {
  private final SparkSession spark;
  private final Path folder;
  private final Path out;
  private final List<String> log = new ArrayList<>();

  TrainJobTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.out = folder.resolve("bundle");
  }

  private TrainReport train(TrainRequest request) {
    return TrainJob.run(spark, request, ProgressSink.none(), log::add);
  }

  private TrainReport train(String data, String dev) {
    return train(Requests.train(data, dev, out));
  }

  private String samples(String name, int rows) {
    return Tables.text(folder.resolve(name), Tables.jsonl(TinyBundle.samples(rows, rows)));
  }

  private String lines(String name, String... lines) {
    return Tables.lines(folder.resolve(name), lines);
  }

  @Test
  void run_labelledText_writesABundleThatSaysWhereItIsFrom() {
    String data = samples("train.jsonl", 40);
    String dev = samples("dev.jsonl", 12);
    TrainReport report = train(data, dev);
    assertThat(report.rows()).isEqualTo(40);
    assertThat(report.skipped()).isZero();
    assertThat(report.bestEpoch()).isEqualTo(1);
    assertThat(report.seconds()).isPositive();
    BundleManifest manifest = Bundle.open(out).manifest();
    assertThat(report.bundle().manifest()).isEqualTo(manifest);
    assertThat(manifest.labels()).containsExactly("fruit", "metal", "weather");
    assertThat(manifest.textPairs()).isFalse();
    assertThat(manifest.shape().exitLayers()).containsExactly(1, 2);
    assertThat(manifest.shape().vocabularySize()).isLessThanOrEqualTo(100);
    assertThat(manifest.costTokens()).isBetween(5, 16);
    assertThat(manifest.costs().cost(1)).isBetween(0.4, 0.6);
    assertThat(manifest.provenance().data())
        .containsEntry("train", data + ", 40 rows")
        .containsEntry("dev", dev + ", 12 rows");
    assertThat(manifest.provenance().options())
        .containsEntry("epochs", "1")
        .containsEntry("tokenizer", "learnt from the training rows");
    assertThat(manifest.provenance().versions())
        .containsKeys("offramp", "djl", "libtorch", "java", "platform");
    assertThat(log.get(0)).startsWith("40 rows, 12 dev rows (0 left out), 3 labels, vocabulary ");
    assertThat(log.get(1)).startsWith("epoch 1: loss ").contains("dev accuracy by exit 0.");
  }

  @Test
  void run_rowsWithoutTextOrLabel_areLeftOutAndCounted() {
    String data =
        lines(
            "train.jsonl",
            "{\"text\":\"apple pear\",\"label\":\"fruit\"}",
            "{\"text\":\"iron zinc\",\"label\":\"metal\"}",
            "{\"text\":\"apple zinc\",\"label\":null}",
            "{\"text\":\"apple zinc\",\"label\":\" \"}",
            "{\"text\":\" \",\"label\":\"fruit\"}",
            "{\"text\":null,\"label\":\"glass\"}",
            "{\"text\":\"apple pear\",\"label\":\"fruit\"",
            "{\"text\":\"apple\",\"label\":\"fruit\"}");
    String dev =
        lines(
            "dev.jsonl",
            "{\"text\":\"apple\",\"label\":\"fruit\"}",
            "{\"text\":\"apple\",\"label\":\"plastic\"}",
            "{\"text\":\"apple\"}");
    TrainReport report = train(data, dev);
    assertThat(report.rows()).isEqualTo(3);
    assertThat(report.skipped()).isEqualTo(5 + 2);
    assertThat(report.bundle().manifest().labels()).containsExactly("fruit", "metal");
    assertThat(log.get(0)).startsWith("3 rows, 1 dev row (7 left out), 2 labels");
  }

  @Test
  void run_noDevRowWithATrainingLabel_isRefused() {
    String dev = lines("dev.jsonl", "{\"text\":\"apple\",\"label\":\"plastic\"}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(samples("train.jsonl", 10), dev))
        .withMessage(
            "Cannot train: no dev row of %s has one of the training labels [fruit, metal, weather]"
                .formatted(dev));
    assertThat(out).doesNotExist();
  }

  @Test
  void run_noUsableRow_isRefused() {
    String data = lines("train.jsonl", "{\"text\":\"a\",\"label\":null}", "{\"text\":\"\"}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(data, data))
        .withMessage(
            "Cannot train on %s: of its 2 rows none has both text and label".formatted(data));
  }

  @Test
  void run_integerLabels_areSortedByNumber() {
    String data =
        lines(
            "train.jsonl",
            "{\"text\":\"apple pear\",\"label\":10}",
            "{\"text\":\"apple plum\",\"label\":9}",
            "{\"text\":\"apple pear\",\"label\":-1}",
            "{\"text\":\"apple plum\",\"label\":100}");
    assertThat(train(data, data).bundle().manifest().labels())
        .containsExactly("-1", "9", "10", "100");
  }

  @Test
  void labelNames_notAllNumbers_areSortedByName() {
    assertThat(LabelledTable.sorted(List.of("10", "9", "a"))).containsExactly("10", "9", "a");
    assertThat(LabelledTable.sorted(List.of("2", "02", "1"))).containsExactly("1", "02", "2");
  }

  @Test
  void run_pairColumn_makesABundleOfPairs() {
    String data =
        lines(
            "train.csv",
            "text,text_pair,label",
            "apple pear,plum,yes",
            "apple pear,iron,no",
            "apple pear,,no",
            "apple pear,plum plum,yes");
    TrainReport report = train(data, data);
    assertThat(report.bundle().manifest().textPairs()).isTrue();
    assertThat(report.rows()).isEqualTo(3);
    assertThat(report.skipped()).isEqualTo(2);
    String single = lines("single.csv", "text,label", "apple,yes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(Requests.train(data, single, folder.resolve("other"))))
        .withMessage(
            "Cannot train: %s has a column 'text_pair' of second texts, and %s has none (both must have it, or neither; name another one with --text-pair-col)"
                .formatted(data, single));
    TextColumns named = new TextColumns("text", "hypothesis", "label", "id");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> LabelledTable.read(spark, data, Optional.empty(), named, Task.SINGLE_LABEL))
        .withMessageContaining("Cannot find column 'hypothesis'")
        .withMessageContaining("--text-pair-col");
  }

  @Test
  void run_missingColumns_areRefusedNamingTheFlag() {
    String data = lines("train.csv", "body,label", "apple,yes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(data, data))
        .withMessageContaining("Cannot find column 'text'")
        .withMessageContaining("--text-col");
    String unlabelled = lines("unlabelled.csv", "text", "apple");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(unlabelled, unlabelled))
        .withMessageContaining("Cannot find column 'label'")
        .withMessageContaining("--label-col");
  }

  @Test
  void run_outExists_isRefusedBeforeAnythingIsRead() {
    Tables.text(out.resolve("old"), "");
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> train("no-such-file.jsonl", "no-such-file.jsonl"))
        .withMessage(
            "Cannot write bundle %s: it exists (remove it, or name another --out)".formatted(out));
  }

  @Test
  void run_sameSeed_givesTheSameBundle() {
    String data = samples("train.jsonl", 24);
    String first = trained(data, "first", 3);
    assertThat(trained(data, "second", 3)).isEqualTo(first);
    assertThat(trained(data, "third", 4)).isNotEqualTo(first);
  }

  private String trained(String data, String name, long seed) {
    return train(Requests.train(data, data, folder.resolve(name), Optional.empty(), seed))
        .bundle()
        .sha256();
  }

  @Test
  void run_givenTokenizer_isUsed() {
    Path tokenizer = TinyBundle.get().tokenizerFile();
    String data = samples("train.jsonl", 16);
    TrainReport report =
        train(Requests.train(data, data, out, Optional.of(tokenizer.toString()), 1));
    BundleManifest manifest = report.bundle().manifest();
    assertThat(manifest.shape().vocabularySize())
        .isEqualTo(TinyBundle.get().manifest().shape().vocabularySize());
    assertThat(Tables.json(report.bundle().tokenizerFile())).isEqualTo(Tables.json(tokenizer));
    assertThat(manifest.provenance().options()).containsEntry("tokenizer", tokenizer.toString());
  }

  @Test
  void run_tokenizerThatIsNone_isRefused() {
    String data = samples("train.jsonl", 8);
    Path missing = folder.resolve("tokenizer.json");
    TrainRequest request = Requests.train(data, data, out, Optional.of(missing.toString()), 1);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> train(request))
        .withMessageStartingWith("Cannot read tokenizer " + missing)
        .withMessageEndingWith("(must be a tokenizer.json)");
    Tables.text(missing, "{\"a\":1}");
    assertThatExceptionOfType(TokenizerException.class).isThrownBy(() -> train(request));
    assertThat(out).doesNotExist();
  }

  private static TrainRequest with(
      TrainRequest plain,
      TrainingOptions options,
      Optional<InitRequest> init,
      Optional<CheckpointPlan> checkpoints) {
    return new TrainRequest(
        plain.data(),
        plain.dev(),
        plain.dataFormat(),
        plain.columns(),
        plain.tokenizer(),
        plain.vocabularySize(),
        plain.maxLength(),
        plain.layers(),
        plain.width(),
        plain.heads(),
        plain.feedForwardWidth(),
        plain.exitLayers(),
        plain.pooling(),
        options,
        plain.out(),
        init,
        checkpoints,
        plain.task());
  }

  /** The log's reader fails before the epoch's last step is in a checkpoint. */
  @Test
  void run_stoppedAndStartedAgain_givesTheBundleOfAnUninterruptedRun() {
    String data = samples("train.jsonl", 40);
    String expected = trained(data, "whole", 3);
    Path checkpoints = folder.resolve("checkpoints");
    TrainRequest plain = Requests.train(data, data, out, Optional.empty(), 3);
    TrainRequest request =
        with(
            plain,
            plain.options(),
            Optional.empty(),
            Optional.of(new CheckpointPlan(checkpoints, Duration.ZERO)));
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                TrainJob.run(
                    spark,
                    request,
                    ProgressSink.none(),
                    line -> {
                      if (line.startsWith("epoch 1")) {
                        throw new IllegalStateException("stopped");
                      }
                    }))
        .withMessage("stopped");
    assertThat(out).doesNotExist();
    assertThat(checkpoints).isDirectoryContaining("glob:**/step-4");
    log.clear();
    assertThat(train(request).bundle().sha256()).isEqualTo(expected);
    assertThat(log).contains("goes on from a checkpoint: epoch 1, 4 steps of it done");
    assertThat(checkpoints).doesNotExist();
  }

  private TrainRequest init(String data, double learningRate, InitRequest init) {
    return with(
        Requests.train(data, data, out),
        new TrainingOptions(1, 1, 8, learningRate, 0.06, 0, 0, 1, 1),
        Optional.of(init),
        Optional.empty());
  }

  private static InitRequest asItIs(Bundle bundle) {
    return new InitRequest(
        bundle.folder().toString(), Optional.empty(), Optional.empty(), OptionalInt.empty());
  }

  /** A rate of almost nothing: what comes out is what went in. */
  @Test
  void run_initThatHardlyMoves_keepsWeightsAndAnswers() {
    Bundle from = ImportedBundle.of(TinyBundle.get(), folder);
    String data = samples("train.jsonl", 40);
    Bundle bundle = train(init(data, 1e-12, asItIs(from))).bundle();
    BundleManifest manifest = bundle.manifest();
    assertThat(manifest.shape()).isEqualTo(from.manifest().shape());
    assertThat(manifest.labels()).isEqualTo(from.manifest().labels());
    assertThat(Tables.json(bundle.tokenizerFile())).isEqualTo(Tables.json(from.tokenizerFile()));
    assertThat(manifest.provenance().data())
        .containsEntry("init", from.location() + ", SHA-256 " + from.sha256());
    assertThat(manifest.provenance().options()).containsEntry("model-type", "bert");
    List<Tensor> before = BundleTensors.of(from);
    List<Tensor> after = BundleTensors.of(bundle);
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i).values())
          .as(before.get(i).name())
          .containsExactly(before.get(i).values(), within(1e-9f));
    }
    assertThat(log.get(0))
        .isEqualTo(
            "begins with bundle %s (SHA-256 %s); of 3 exits 3 keep their classifiers"
                .formatted(from.location(), from.sha256()));
    assertThat(manifest.exits()).allMatch(exit -> exit.devAccuracy().orElse(0) > 0.6);
  }

  @Test
  void run_initWithOtherLabels_learnsNewHeads() {
    Bundle from = TinyBundle.get();
    String data =
        lines(
            "other.jsonl",
            "{\"text\":\"apple pear\",\"label\":\"yes\"}",
            "{\"text\":\"iron zinc\",\"label\":\"no\"}");
    BundleManifest manifest = train(init(data, 1e-3, asItIs(from))).bundle().manifest();
    assertThat(manifest.labels()).containsExactly("no", "yes");
    assertThat(manifest.shape().width()).isEqualTo(16);
    assertThat(log.get(0)).endsWith("; of 3 exits 0 keep their classifiers");
  }

  @Test
  void run_initOfPairs_needsRowsOfPairsUnlessItIsABareEncoder() {
    String single = samples("single.jsonl", 8);
    List<String> rows = new ArrayList<>();
    TinyBundle.samples(8, 1)
        .forEach(
            sample ->
                rows.add(
                    "{\"text\":\"%s\",\"text_pair\":\"the old\",\"label\":\"%s\"}"
                        .formatted(sample.text(), sample.label())));
    String pairs = lines("pairs.jsonl", rows.toArray(new String[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(init(single, 1e-3, asItIs(TinyBundle.pairs()))))
        .withMessage(
            "Cannot train from bundle %s: it is of pairs of texts, and %s has no column 'text_pair' (name it with --text-pair-col)"
                .formatted(TinyBundle.pairs().location(), single));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(init(pairs, 1e-3, asItIs(TinyBundle.get()))))
        .withMessageContaining("it is of single texts, and " + pairs + " has a second one");
    assertThat(out).doesNotExist();

    Bundle bare = HeadlessBundle.write(folder.resolve("bare"));
    assertThat(train(init(pairs, 1e-3, asItIs(bare))).bundle().manifest().textPairs()).isTrue();
  }

  @Test
  void run_initThatIsMissingOrTooShort_isRefused() {
    Bundle from = TinyBundle.get();
    String data = samples("train.jsonl", 8);
    String none = folder.resolve("none").toString();
    InitRequest missing =
        new InitRequest(none, Optional.empty(), Optional.empty(), OptionalInt.empty());
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> train(init(data, 1e-3, missing)))
        .withMessageStartingWith("Cannot open bundle " + none);
    InitRequest longer =
        new InitRequest(
            from.folder().toString(), Optional.empty(), Optional.empty(), OptionalInt.of(25));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(init(data, 1e-3, longer)))
        .withMessageStartingWith("Cannot train on rows of up to 25 tokens");
    assertThat(out).doesNotExist();
  }
}

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
import io.offramp.engine.torchscript.Tensor;
import io.offramp.engine.train.CheckpointPlan;
import io.offramp.engine.train.TrainingOptions;
import io.offramp.spark.fixture.ImportedBundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
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

/** Training that begins with a bundle's weights, or goes on from a checkpoint. */
@ExtendWith(SparkExtension.class)
final class TrainStartTest {
  private final SparkSession spark;
  private final Path folder;
  private final TrainFolder files;

  TrainStartTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.files = new TrainFolder(spark, folder);
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
    String data = files.samples("train.jsonl", 40);
    String expected = files.trained(data, "whole", 3);
    Path checkpoints = folder.resolve("checkpoints");
    TrainRequest plain = Requests.train(data, data, files.out(), Optional.empty(), 3);
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
    assertThat(files.out()).doesNotExist();
    assertThat(checkpoints).isDirectoryContaining("glob:**/step-4");
    files.log.clear();
    assertThat(files.train(request).bundle().sha256()).isEqualTo(expected);
    assertThat(files.log).contains("goes on from a checkpoint: epoch 1, 4 steps of it done");
    assertThat(checkpoints).doesNotExist();
  }

  private TrainRequest init(String data, double learningRate, InitRequest init) {
    return with(
        Requests.train(data, data, files.out()),
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
    String data = files.samples("train.jsonl", 40);
    Bundle bundle = files.train(init(data, 1e-12, asItIs(from))).bundle();
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
    assertThat(files.log.get(0))
        .isEqualTo(
            "begins with bundle %s (SHA-256 %s); of 3 exits 3 keep their classifiers"
                .formatted(from.location(), from.sha256()));
    assertThat(manifest.exits()).allMatch(exit -> exit.devAccuracy().orElse(0) > 0.6);
  }

  @Test
  void run_initWithOtherLabels_learnsNewHeads() {
    Bundle from = TinyBundle.get();
    String data =
        files.lines(
            "other.jsonl",
            "{\"text\":\"apple pear\",\"label\":\"yes\"}",
            "{\"text\":\"iron zinc\",\"label\":\"no\"}");
    BundleManifest manifest = files.train(init(data, 1e-3, asItIs(from))).bundle().manifest();
    assertThat(manifest.labels()).containsExactly("no", "yes");
    assertThat(manifest.shape().width()).isEqualTo(16);
    assertThat(files.log.get(0)).endsWith("; of 3 exits 0 keep their classifiers");
  }

  @Test
  void run_initOfPairs_needsRowsOfPairsUnlessItIsABareEncoder() {
    String single = files.samples("single.jsonl", 8);
    List<String> rows = new ArrayList<>();
    TinyBundle.samples(8, 1)
        .forEach(
            sample ->
                rows.add(
                    "{\"text\":\"%s\",\"text_pair\":\"the old\",\"label\":\"%s\"}"
                        .formatted(sample.text(), sample.label())));
    String pairs = files.lines("pairs.jsonl", rows.toArray(new String[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.train(init(single, 1e-3, asItIs(TinyBundle.pairs()))))
        .withMessage(
            "Cannot train from bundle %s: it is of pairs of texts, and %s has no column 'text_pair' (name it with --text-pair-col)"
                .formatted(TinyBundle.pairs().location(), single));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.train(init(pairs, 1e-3, asItIs(TinyBundle.get()))))
        .withMessageContaining("it is of single texts, and " + pairs + " has a second one");
    assertThat(files.out()).doesNotExist();

    Bundle bare = HeadlessBundle.write(folder.resolve("bare"));
    assertThat(files.train(init(pairs, 1e-3, asItIs(bare))).bundle().manifest().textPairs())
        .isTrue();
  }

  @Test
  void run_initThatIsMissingOrTooShort_isRefused() {
    Bundle from = TinyBundle.get();
    String data = files.samples("train.jsonl", 8);
    String none = folder.resolve("none").toString();
    InitRequest missing =
        new InitRequest(none, Optional.empty(), Optional.empty(), OptionalInt.empty());
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> files.train(init(data, 1e-3, missing)))
        .withMessageStartingWith("Cannot open bundle " + none);
    InitRequest longer =
        new InitRequest(
            from.folder().toString(), Optional.empty(), Optional.empty(), OptionalInt.of(25));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.train(init(data, 1e-3, longer)))
        .withMessageStartingWith("Cannot train on rows of up to 25 tokens");
    assertThat(files.out()).doesNotExist();
  }
}

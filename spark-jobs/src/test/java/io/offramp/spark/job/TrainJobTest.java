// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleException;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.text.TokenizerException;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Training from fresh weights. */
@ExtendWith(SparkExtension.class)
final class TrainJobTest {
  private final SparkSession spark;
  private final Path folder;
  private final TrainFolder files;

  TrainJobTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.files = new TrainFolder(spark, folder);
  }

  @Test
  void run_labelledText_writesABundleThatSaysWhereItIsFrom() {
    String data = files.samples("train.jsonl", 40);
    String dev = files.samples("dev.jsonl", 12);
    TrainReport report = files.train(data, dev);
    assertThat(report.rows()).isEqualTo(40);
    assertThat(report.skipped()).isZero();
    assertThat(report.bestEpoch()).isEqualTo(1);
    assertThat(report.seconds()).isPositive();
    BundleManifest manifest = Bundle.open(files.out()).manifest();
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
    assertThat(files.log.get(0))
        .startsWith("40 rows, 12 dev rows (0 left out), 3 labels, vocabulary ");
    assertThat(files.log.get(1)).startsWith("epoch 1: loss ").contains("dev accuracy by exit 0.");
  }

  @Test
  void run_rowsWithoutTextOrLabel_areLeftOutAndCounted() {
    String data =
        files.lines(
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
        files.lines(
            "dev.jsonl",
            "{\"text\":\"apple\",\"label\":\"fruit\"}",
            "{\"text\":\"apple\",\"label\":\"plastic\"}",
            "{\"text\":\"apple\"}");
    TrainReport report = files.train(data, dev);
    assertThat(report.rows()).isEqualTo(3);
    assertThat(report.skipped()).isEqualTo(5 + 2);
    assertThat(report.bundle().manifest().labels()).containsExactly("fruit", "metal");
    assertThat(files.log.get(0)).startsWith("3 rows, 1 dev row (7 left out), 2 labels");
  }

  @Test
  void run_noDevRowWithATrainingLabel_isRefused() {
    String dev = files.lines("dev.jsonl", "{\"text\":\"apple\",\"label\":\"plastic\"}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.train(files.samples("train.jsonl", 10), dev))
        .withMessage(
            "Cannot train: no dev row of %s has one of the training labels [fruit, metal, weather]"
                .formatted(dev));
    assertThat(files.out()).doesNotExist();
  }

  @Test
  void run_noUsableRow_isRefused() {
    String data = files.lines("train.jsonl", "{\"text\":\"a\",\"label\":null}", "{\"text\":\"\"}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.train(data, data))
        .withMessage(
            "Cannot train on %s: of its 2 rows none has both text and label".formatted(data));
  }

  @Test
  void run_integerLabels_areSortedByNumber() {
    String data =
        files.lines(
            "train.jsonl",
            "{\"text\":\"apple pear\",\"label\":10}",
            "{\"text\":\"apple plum\",\"label\":9}",
            "{\"text\":\"apple pear\",\"label\":-1}",
            "{\"text\":\"apple plum\",\"label\":100}");
    assertThat(files.train(data, data).bundle().manifest().labels())
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
        files.lines(
            "train.csv",
            "text,text_pair,label",
            "apple pear,plum,yes",
            "apple pear,iron,no",
            "apple pear,,no",
            "apple pear,plum plum,yes");
    TrainReport report = files.train(data, data);
    assertThat(report.bundle().manifest().textPairs()).isTrue();
    assertThat(report.rows()).isEqualTo(3);
    assertThat(report.skipped()).isEqualTo(2);
    String single = files.lines("single.csv", "text,label", "apple,yes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.train(Requests.train(data, single, folder.resolve("other"))))
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
    String data = files.lines("train.csv", "body,label", "apple,yes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.train(data, data))
        .withMessageContaining("Cannot find column 'text'")
        .withMessageContaining("--text-col");
    String unlabelled = files.lines("unlabelled.csv", "text", "apple");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.train(unlabelled, unlabelled))
        .withMessageContaining("Cannot find column 'label'")
        .withMessageContaining("--label-col");
  }

  @Test
  void run_outExists_isRefusedBeforeAnythingIsRead() {
    Tables.text(files.out().resolve("old"), "");
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> files.train("no-such-file.jsonl", "no-such-file.jsonl"))
        .withMessage(
            "Cannot write bundle %s: it exists (remove it, or name another --out)"
                .formatted(files.out()));
  }

  @Test
  void run_sameSeed_givesTheSameBundle() {
    String data = files.samples("train.jsonl", 24);
    String first = files.trained(data, "first", 3);
    assertThat(files.trained(data, "second", 3)).isEqualTo(first);
    assertThat(files.trained(data, "third", 4)).isNotEqualTo(first);
  }

  @Test
  void run_givenTokenizer_isUsed() {
    Path tokenizer = TinyBundle.get().tokenizerFile();
    String data = files.samples("train.jsonl", 16);
    TrainReport report =
        files.train(Requests.train(data, data, files.out(), Optional.of(tokenizer.toString()), 1));
    BundleManifest manifest = report.bundle().manifest();
    assertThat(manifest.shape().vocabularySize())
        .isEqualTo(TinyBundle.get().manifest().shape().vocabularySize());
    assertThat(Tables.json(report.bundle().tokenizerFile())).isEqualTo(Tables.json(tokenizer));
    assertThat(manifest.provenance().options()).containsEntry("tokenizer", tokenizer.toString());
  }

  @Test
  void run_tokenizerThatIsNone_isRefused() {
    String data = files.samples("train.jsonl", 8);
    Path missing = folder.resolve("tokenizer.json");
    TrainRequest request =
        Requests.train(data, data, files.out(), Optional.of(missing.toString()), 1);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> files.train(request))
        .withMessageStartingWith("Cannot read tokenizer " + missing)
        .withMessageEndingWith("(must be a tokenizer.json)");
    Tables.text(missing, "{\"a\":1}");
    assertThatExceptionOfType(TokenizerException.class).isThrownBy(() -> files.train(request));
    assertThat(files.out()).doesNotExist();
  }
}

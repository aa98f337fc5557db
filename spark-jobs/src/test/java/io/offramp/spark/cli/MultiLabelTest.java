// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static io.offramp.spark.cli.Cli.assertRefused;
import static io.offramp.spark.cli.Cli.done;
import static io.offramp.spark.cli.MultiLabelRun.DROP;
import static io.offramp.spark.cli.MultiLabelRun.ROWS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.engine.bundle.BundleException;
import io.offramp.engine.encoder.Precision;
import io.offramp.spark.cli.TaskRun.Scored;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.WordLabels;
import io.offramp.spark.ml.EarlyExitClassificationModel;
import io.offramp.spark.ml.EarlyExitClassifier;
import io.offramp.spark.ml.TextScoring;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows with sets of labels, traced and scored. */
@ExtendWith(SparkExtension.class)
final class MultiLabelTest {
  private final SparkSession spark;
  private final Path folder;
  private final MultiLabelRun task = MultiLabelRun.get();

  MultiLabelTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void inspect_bundle_namesTheTask() throws IOException {
    assertThat(done("inspect", task.bundle()).out())
        .contains("task: multi-label", "labels: 3: billing, delivery, refund");
    assertThat(Tables.read(Path.of(task.bundle(), "manifest.json")))
        .contains("\"task\" : \"multi-label\"");
    assertThat(Tables.read(Path.of(task.traces(), "_trace.json")))
        .contains("\"task\" : \"multi-label\"");
  }

  @Test
  void trace_sets_areWrittenAsJsonInTheOrderOfTheClasses() {
    List<Row> rows = spark.read().parquet(task.traces()).orderBy("id").collectAsList();
    List<WordLabels.Sample> held = task.held;
    assertThat(rows).hasSameSizeAs(held);
    for (int i = 0; i < rows.size(); i++) {
      List<String> labels = held.get(i).labels();
      assertThat(rows.get(i).<String>getAs("label"))
          .isEqualTo(labels.isEmpty() ? "[]" : "[\"" + String.join("\",\"", labels) + "\"]");
    }
  }

  /** The bound is on the share of rows whose set is exactly right. */
  @Test
  void score_certifiedPolicy_keepsTheSubsetAccuracyAtALowerCost() throws IOException {
    JsonNode full = task.full().summary();
    JsonNode early = task.early().summary();
    double fullAccuracy = full.get("accuracy").doubleValue();
    assertThat(fullAccuracy).isGreaterThan(0.8);
    assertThat(early.get("accuracy").doubleValue()).isGreaterThan(fullAccuracy - DROP);
    assertThat(early.get("mean-cost").doubleValue()).isLessThan(1);
    assertThat(early.get("labelled-rows").intValue()).isEqualTo(ROWS);
    int right = 0;
    List<Row> rows = task.early().rows();
    for (int i = 0; i < ROWS; i++) {
      Row row = rows.get(i);
      List<Float> probabilities = row.getList(row.fieldIndex("probabilities"));
      List<String> said = new ArrayList<>();
      double least = 1;
      for (int c = 0; c < probabilities.size(); c++) {
        double p = probabilities.get(c);
        least = Math.min(least, Math.max(p, 1 - p));
        if (p >= 0.5) {
          said.add(WordLabels.LABELS.get(c));
        }
      }
      assertThat(row.<String>getList(row.fieldIndex("prediction"))).isEqualTo(said);
      assertThat(row.<Double>getAs("confidence")).isCloseTo(least, within(1e-6));
      right += said.equals(task.samples.get(i).labels()) ? 1 : 0;
    }
    assertThat(early.get("accuracy").doubleValue()).isEqualTo(right / (double) ROWS, within(1e-9));
    assertThat(task.calibrated.out()).contains("accuracy");
  }

  @Test
  void score_anyBatchSizeAndTasks_givesTheSameSets() throws IOException {
    List<List<Object>> expected = new ArrayList<>();
    for (String way : List.of("--batch-size=1", "--batch-size=7", "--batch-size=64", "--dedupe")) {
      Scored scored =
          task.score(
              task.corpus(), out("by" + way), "--policy=" + task.policy(), way, "--partitions=3");
      List<List<Object>> answers = new ArrayList<>();
      for (Row row : scored.rows()) {
        answers.add(
            List.of(row.<String>getList(row.fieldIndex("prediction")), row.<Integer>getAs("exit")));
      }
      if (expected.isEmpty()) {
        expected.addAll(answers);
      }
      assertThat(answers).as(way).isEqualTo(expected);
    }
    assertThat(expected.stream().map(answer -> answer.get(0)).distinct()).hasSizeGreaterThan(4);
  }

  @Test
  void score_csvWithSeparator_hasTheSameAccuracy() throws IOException {
    String csv = Tables.text(folder.resolve("corpus.csv"), WordLabels.csv(task.samples, ";"));
    JsonNode fromCsv = task.score(csv, out("csv"), "--label-separator=;").summary();
    JsonNode fromJson = task.full().summary();
    assertThat(fromCsv.get("labelled-rows").intValue()).isEqualTo(ROWS);
    assertThat(fromCsv.get("accuracy")).isEqualTo(fromJson.get("accuracy"));
    assertRefused(
        "Cannot read sets of labels from column 'label' of type string (must be an array of strings, or text with --label-separator",
        "score",
        "--bundle=" + task.bundle(),
        "--input=" + csv,
        "--output=" + out("none"));
    assertRefused(
        "Cannot write sets of labels to",
        "score",
        "--bundle=" + task.bundle(),
        "--input=" + task.corpus(),
        "--output=" + out("none"),
        "--output-format=csv");
  }

  @Test
  void trace_labelThatTheModelDoesNotKnow_isToldAndTheRowIsUnlabelled() {
    String odd =
        Tables.lines(
            folder.resolve("odd.jsonl"),
            "{\"id\":1,\"text\":\"invoice late\",\"label\":[\"refund\",\"praise\"]}",
            "{\"id\":2,\"text\":\"invoice late\",\"label\":[]}",
            "{\"id\":3,\"text\":\"invoice late\",\"label\":null}",
            "{\"id\":4,\"text\":\"invoice late\",\"label\":[\"refund\",\"billing\",\"refund\"]}");
    done("trace", "--bundle=" + task.bundle(), "--data=" + odd, "--out=" + out("odd"));
    List<Row> rows = spark.read().parquet(out("odd")).orderBy("id").collectAsList();
    assertThat(rows.stream().map(row -> row.<String>getAs("label")).toList())
        .containsExactly(null, "[]", null, "[\"billing\",\"refund\"]");
    assertThat(rows.get(0).<String>getAs("error"))
        .isEqualTo("label 'praise' is unknown to the model (it knows [billing, delivery, refund])");
    assertThat(rows.subList(1, 4)).allMatch(row -> row.isNullAt(row.fieldIndex("error")));
  }

  @Test
  void stage_bundleOfSets_addsArraysAndIsSavedWithItsTask() throws IOException {
    EarlyExitClassificationModel stage =
        new EarlyExitClassificationModel().setBundle(task.bundle());
    stage.write().overwrite().save(out("stage"));
    Dataset<Row> texts = spark.read().json(task.corpus()).select("id", "text");
    Dataset<Row> scored = EarlyExitClassificationModel.load(out("stage")).transform(texts);
    assertThat(scored.schema().apply("prediction").dataType().simpleString())
        .isEqualTo("array<string>");
    assertThat(scored.columns()).endsWith("error", "probabilities");
    assertThat(scored.where("size(probabilities) = 3").count()).isEqualTo(ROWS);
    EarlyExitClassificationModel other =
        new EarlyExitClassificationModel().setModelUrl(task.bundle());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> other.transform(texts))
        .withMessageContaining("its task is single-label, that of bundle ")
        .withMessageContaining("is multi-label (call setBundle, or setTask)");
    assertThat(other.setTask("multi-label").transform(texts).schema()).isEqualTo(scored.schema());
  }

  @Test
  void otherWaysToScore_bundleOfSets_areRefused() {
    Dataset<Row> texts = spark.read().json(task.corpus()).select("id", "text");
    EarlyExitClassifier classifier =
        new EarlyExitClassifier().setBundle(task.bundle()).setMaxDisagreement(0.1);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> classifier.fit(texts))
        .withMessageContaining("use the commands trace and calibrate");
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(
            () ->
                TextScoring.of(
                    spark, task.bundle(), Optional.empty(), Precision.FP32, false, false))
        .withMessageContaining("Cannot score in SQL with bundle");
  }
}

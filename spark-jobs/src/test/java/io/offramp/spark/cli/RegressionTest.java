// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static io.offramp.spark.cli.RegressionRun.DISAGREEMENT;
import static io.offramp.spark.cli.RegressionRun.DROP;
import static io.offramp.spark.cli.RegressionRun.ROWS;
import static io.offramp.spark.cli.RegressionRun.TOLERANCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.engine.bundle.BundleException;
import io.offramp.engine.encoder.Precision;
import io.offramp.spark.cli.TaskRun.Scored;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.WordPrices;
import io.offramp.spark.ml.EarlyExitClassificationModel;
import io.offramp.spark.ml.EarlyExitClassifier;
import io.offramp.spark.ml.TextScoring;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows with numbers, scored. */
@ExtendWith(SparkExtension.class)
final class RegressionTest {
  private final SparkSession spark;
  private final Path folder;
  private final RegressionRun task = RegressionRun.get();

  RegressionTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  private static double said(Row row) {
    return row.<Double>getAs("prediction");
  }

  /** The bound is on the share of rows that are within the tolerance of their label. */
  @Test
  void score_certifiedPolicy_keepsWhatIsNearAtALowerCost() throws IOException {
    JsonNode full = task.full().summary();
    JsonNode early = task.early().summary();
    assertThat(full.get("accuracy").isNull()).isTrue(); // nobody said what is near
    assertThat(full.get("tolerance").isNull()).isTrue();
    assertThat(early.get("tolerance").doubleValue()).isEqualTo(TOLERANCE);
    List<Row> deep = task.full().rows();
    List<Row> rows = task.early().rows();
    int right = 0;
    int rightAtFullDepth = 0;
    double missed = 0;
    for (int i = 0; i < ROWS; i++) {
      double price = task.samples.get(i).price();
      rightAtFullDepth += Math.abs(said(deep.get(i)) - price) <= TOLERANCE ? 1 : 0;
      right += Math.abs(said(rows.get(i)) - price) <= TOLERANCE ? 1 : 0;
      missed += Math.abs(said(rows.get(i)) - price);
    }
    assertThat(rightAtFullDepth).isGreaterThan(ROWS / 2);
    assertThat(right).isGreaterThan((int) (rightAtFullDepth - DROP * ROWS));
    assertThat(early.get("accuracy").doubleValue()).isEqualTo(right / (double) ROWS, within(1e-3));
    assertThat(early.get("mean-absolute-error").doubleValue())
        .isEqualTo(missed / ROWS, within(1e-6));
    assertThat(early.get("mean-cost").doubleValue()).isLessThan(1);
    assertThat(early.get("labelled-rows").intValue()).isEqualTo(ROWS);
  }

  @Test
  void score_policyWithoutLabels_seldomIsFarFromFullDepth() throws IOException {
    Scored blind = task.score(task.corpus(), out("blind"), "--policy=" + task.blind());
    List<Row> deep = task.full().rows();
    List<Row> rows = blind.rows();
    int far = 0;
    for (int i = 0; i < ROWS; i++) {
      far += Math.abs(said(rows.get(i)) - said(deep.get(i))) > TOLERANCE ? 1 : 0;
    }
    assertThat(far).isLessThan((int) (DISAGREEMENT * ROWS));
    assertThat(blind.summary().get("mean-cost").doubleValue()).isLessThan(1);
    assertThat(Tables.read(Path.of(task.blind())))
        .contains("\"tolerance\" : " + TOLERANCE)
        .contains("no farther than 25 from the label, or from the last exit's");
  }

  /** An exit knows what it cannot know. */
  @Test
  void score_confidence_isLessWherePricesAreHardToTell() throws IOException {
    double used = 0;
    double plain = 0;
    List<Row> rows = task.full().rows();
    for (int i = 0; i < ROWS; i++) {
      double confidence = rows.get(i).<Double>getAs("confidence");
      assertThat(confidence).isBetween(Double.MIN_VALUE, 1.0);
      if (task.samples.get(i).used()) {
        used += confidence / task.samples.stream().filter(WordPrices.Sample::used).count();
      } else {
        plain += confidence / task.samples.stream().filter(sample -> !sample.used()).count();
      }
    }
    assertThat(used).isLessThan(plain - 0.005); // a spread that is the same for all would give none
  }

  @Test
  void score_anyBatchSizeAndTasks_givesTheSameNumbersAndExits() throws IOException {
    String policy = "--policy=" + task.policy();
    List<Row> one = task.score(task.corpus(), out("one"), policy, "--batch-size=1").rows();
    List<Row> many =
        task.score(
                task.corpus(), out("many"), policy, "--batch-size=64", "--partitions=3", "--dedupe")
            .rows();
    for (int i = 0; i < ROWS; i++) {
      assertThat(many.get(i).<Integer>getAs("exit")).isEqualTo(one.get(i).<Integer>getAs("exit"));
      assertThat(said(many.get(i))).isCloseTo(said(one.get(i)), within(0.02));
    }
  }

  @Test
  void labels_thatAreNoNumbers_areToldAndTakeNoPart() throws IOException {
    String odd =
        Tables.lines(
            folder.resolve("odd.csv"),
            "id,text,price",
            "1,a chair and a lamp,2e2",
            "2,a chair and a lamp,cheap",
            "3,a chair and a lamp,NaN",
            "4,a chair and a lamp,",
            "5,a chair and a lamp,1e300",
            "6,a chair and a lamp,-12.5");
    String traced = out("odd-traces");
    task.done("trace", "--bundle=" + task.bundle(), "--data=" + odd, "--out=" + traced);
    List<Row> rows = spark.read().parquet(traced).orderBy("id").collectAsList();
    assertThat(rows.stream().map(row -> row.<Float>getAs("label")).toList())
        .containsExactly(200f, null, null, null, null, -12.5f);
    assertThat(rows.get(1).<String>getAs("error")).isEqualTo("label 'cheap' is no number");
    assertThat(rows.get(3).isNullAt(rows.get(3).fieldIndex("error"))).isTrue();
    Scored scored = task.score(odd, out("odd"));
    assertThat(scored.printed().out())
        .contains(
            "not counted for accuracy or mean absolute error: 3 rows whose label is no number");
    JsonNode summary = scored.summary();
    assertThat(summary.get("labelled-rows").intValue()).isEqualTo(2);
    assertThat(summary.get("unknown-label-rows").intValue()).isEqualTo(3);
  }

  @Test
  void stage_bundleOfNumbers_addsDoublesAndIsSavedWithItsTask() throws IOException {
    EarlyExitClassificationModel stage =
        new EarlyExitClassificationModel().setBundle(task.bundle());
    stage.write().overwrite().save(out("stage"));
    Dataset<Row> texts = spark.read().json(task.corpus()).select("id", "text");
    Dataset<Row> scored = EarlyExitClassificationModel.load(out("stage")).transform(texts);
    assertThat(scored.schema().apply("prediction").dataType().simpleString()).isEqualTo("double");
    assertThat(scored.columns()).endsWith("error");
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

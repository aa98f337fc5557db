// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.offramp.engine.bundle.BundleException;
import io.offramp.engine.encoder.Precision;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.WordPrices;
import io.offramp.spark.ml.EarlyExitClassificationModel;
import io.offramp.spark.ml.EarlyExitClassifier;
import io.offramp.spark.ml.TextScoring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows with numbers through the commands that a user types. */
@ExtendWith(SparkExtension.class)
final class RegressionTest {
  private static final int ROWS = 800;
  private static final double TOLERANCE = 25;
  private static final double DROP = 0.05;
  private static final double DISAGREEMENT = 0.1;

  private static Path shared;
  private static String bundle;
  private static String traces;
  private static String policy;
  private static String blind;
  private static String corpus;
  private static List<WordPrices.Sample> samples;
  private static Cli trained;

  private final SparkSession spark;
  private final Path folder;

  RegressionTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  @BeforeAll
  static void train(@TempDir Path folder) {
    shared = folder;
    bundle = at("bundle");
    traces = at("traces");
    policy = at("policy.json");
    blind = at("blind.json");
    String rows = table("train.jsonl", 900, 1);
    trained =
        run(
            "train",
            "--task=regression",
            "--label-col=price",
            "--data=" + rows,
            "--dev=" + table("dev.jsonl", 400, 2),
            "--out=" + bundle,
            "--layers=2",
            "--width=32",
            "--max-length=12",
            "--vocab-size=150",
            "--epochs=10",
            "--patience=10",
            "--batch-size=32",
            "--learning-rate=0.004",
            "--word-dropout=0",
            "--threads=1");
    run(
        "trace",
        "--bundle=" + bundle,
        "--label-col=price",
        "--data=" + table("held.jsonl", 800, 3),
        "--out=" + traces);
    run(
        "calibrate",
        "--traces=" + traces,
        "--tolerance=" + TOLERANCE,
        "--max-accuracy-drop=" + DROP,
        "--confidence=0.9",
        "--out=" + policy);
    run(
        "calibrate",
        "--traces=" + traces,
        "--tolerance=" + TOLERANCE,
        "--max-disagreement=" + DISAGREEMENT,
        "--confidence=0.9",
        "--out=" + blind);
    samples = WordPrices.samples(ROWS, 4);
    corpus = Tables.text(shared.resolve("corpus.jsonl"), WordPrices.jsonl(samples));
  }

  private static String at(String name) {
    return shared.resolve(name).toString();
  }

  private static String table(String name, int rows, long seed) {
    return Tables.text(shared.resolve(name), WordPrices.jsonl(WordPrices.samples(rows, seed)));
  }

  private static Cli run(String... args) {
    Cli run = Cli.run(args);
    assertThat(run.code()).as(String.join(" ", args) + "\n" + run.err()).isZero();
    return run;
  }

  private void assertRefused(String message, String... args) {
    Cli run = Cli.run(args);
    assertThat(run.code()).as(run.out()).isNotZero();
    assertThat(run.err()).contains(message);
    assertThat(spark.sparkContext().isStopped()).isFalse();
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  private JsonNode scored(String input, String name, String... more) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "score",
                "--bundle=" + bundle,
                "--label-col=price",
                "--input=" + input,
                "--output=" + out(name)));
    args.addAll(List.of(more));
    run(args.toArray(new String[0]));
    return new ObjectMapper()
        .readTree(Files.readString(folder.resolve(name).resolve("_summary.json")));
  }

  private List<Row> rows(String name) {
    return spark.read().parquet(out(name)).orderBy("id").collectAsList();
  }

  private static double said(Row row) {
    return row.<Double>getAs("prediction");
  }

  @Test
  void train_prices_areLearntInTheirUnit() throws IOException {
    assertThat(trained.err()).contains("labels of mean ", "dev R2 by exit");
    assertThat(run("inspect", bundle).out())
        .contains("task: regression, a number a row; labels had mean ", "labels: 1: price")
        .contains("dev R2");
    JsonNode manifest = new ObjectMapper().readTree(Path.of(bundle, "manifest.json").toFile());
    JsonNode scale = manifest.get("architecture").get("number-scale");
    assertThat(scale.get("center").doubleValue()).isBetween(350.0, 450.0);
    assertThat(manifest.get("exits").get(1).get("dev-r2").doubleValue()).isGreaterThan(0.6);
  }

  /** The bound is on the share of rows that are within the tolerance of their label. */
  @Test
  void score_certifiedPolicy_keepsWhatIsNearAtALowerCost() throws IOException {
    JsonNode full = scored(corpus, "full");
    JsonNode early = scored(corpus, "early", "--policy=" + policy);
    assertThat(full.get("accuracy").isNull()).isTrue(); // nobody said what is near
    assertThat(full.get("tolerance").isNull()).isTrue();
    assertThat(early.get("tolerance").doubleValue()).isEqualTo(TOLERANCE);
    List<Row> deep = rows("full");
    List<Row> rows = rows("early");
    int right = 0;
    int rightAtFullDepth = 0;
    double missed = 0;
    for (int i = 0; i < ROWS; i++) {
      double price = samples.get(i).price();
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
    scored(corpus, "full");
    JsonNode early = scored(corpus, "early", "--policy=" + blind);
    List<Row> deep = rows("full");
    List<Row> rows = rows("early");
    int far = 0;
    for (int i = 0; i < ROWS; i++) {
      far += Math.abs(said(rows.get(i)) - said(deep.get(i))) > TOLERANCE ? 1 : 0;
    }
    assertThat(far).isLessThan((int) (DISAGREEMENT * ROWS));
    assertThat(early.get("mean-cost").doubleValue()).isLessThan(1);
    assertThat(Files.readString(Path.of(blind)))
        .contains("\"tolerance\" : " + TOLERANCE)
        .contains("no farther than 25.0 from the label, or from the last exit's");
  }

  /** An exit knows what it cannot know. */
  @Test
  void score_confidence_isLessWherePricesAreHardToTell() throws IOException {
    scored(corpus, "full");
    double used = 0;
    double plain = 0;
    List<Row> rows = rows("full");
    for (int i = 0; i < ROWS; i++) {
      double confidence = rows.get(i).<Double>getAs("confidence");
      assertThat(confidence).isBetween(Double.MIN_VALUE, 1.0);
      if (samples.get(i).used()) {
        used += confidence / samples.stream().filter(WordPrices.Sample::used).count();
      } else {
        plain += confidence / samples.stream().filter(sample -> !sample.used()).count();
      }
    }
    assertThat(used).isLessThan(plain - 0.02);
  }

  @Test
  void score_anyBatchSizeAndTasks_givesTheSameNumbersAndExits() throws IOException {
    scored(corpus, "one", "--policy=" + policy, "--batch-size=1");
    scored(corpus, "many", "--policy=" + policy, "--batch-size=64", "--partitions=3", "--dedupe");
    List<Row> one = rows("one");
    List<Row> many = rows("many");
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
    run(
        "trace",
        "--bundle=" + bundle,
        "--data=" + odd,
        "--label-col=price",
        "--out=" + out("odd-traces"));
    List<Row> rows = rows("odd-traces");
    assertThat(rows.stream().map(row -> row.<Float>getAs("label")).toList())
        .containsExactly(200f, null, null, null, null, -12.5f);
    assertThat(rows.get(1).<String>getAs("error")).isEqualTo("label 'cheap' is no number");
    assertThat(rows.get(3).isNullAt(rows.get(3).fieldIndex("error"))).isTrue();
    Cli scoring =
        run(
            "score",
            "--bundle=" + bundle,
            "--label-col=price",
            "--input=" + odd,
            "--output=" + out("odd"));
    assertThat(scoring.out())
        .contains(
            "not counted for accuracy or mean absolute error: 3 rows whose label is no number");
    JsonNode summary =
        new ObjectMapper().readTree(folder.resolve("odd").resolve("_summary.json").toFile());
    assertThat(summary.get("labelled-rows").intValue()).isEqualTo(2);
    assertThat(summary.get("unknown-label-rows").intValue()).isEqualTo(3);
  }

  @Test
  void calibrateAndOthers_withoutMeaningForNumbers_areRefused() {
    String[] calibrate = {
      "calibrate", "--traces=" + traces, "--max-disagreement=0.3", "--out=" + out("none.json")
    };
    assertRefused("say with --tolerance how far apart two may be", calibrate);
    for (String signal : List.of("margin", "patience", "learned")) {
      assertRefused(
          "Cannot use signal \"%s\": it compares".formatted(signal),
          with(calibrate, "--tolerance=1", "--signal=" + signal));
    }
    assertRefused(
        "Cannot use --tolerance -1.0 (must be positive and finite",
        with(calibrate, "--tolerance=-1"));
    assertRefused(
        "rows of the traces have numbers (name groups of rows with --slice-col)",
        "calibrate",
        "--traces=" + traces,
        "--tolerance=1",
        "--max-accuracy-drop=0.2",
        "--max-class-accuracy-drop=0.2",
        "--out=" + out("none.json"));
    assertRefused(
        "Cannot ask for a few labels: answers are numbers",
        "calibrate",
        "--traces=" + traces,
        "--tolerance=" + TOLERANCE,
        "--max-accuracy-drop=0.2",
        "--confidence=0.9",
        "--label-budget=100",
        "--to-label=" + out("ids.csv"),
        "--out=" + out("none.json"));
    assertRefused(
        "Cannot use --tolerance 3.0 with policy",
        "report",
        "--policy=" + policy,
        "--traces=" + traces,
        "--tolerance=3",
        "--out=" + out("report.md"));
    assertRefused(
        "its task is regression (must be single-label; bench measures models of one label a row)",
        "bench",
        "--bundle=" + bundle,
        "--data=" + corpus);
    assertRefused(
        "Cannot use --distill-temperature with --task regression",
        "train",
        "--task=regression",
        "--distill-temperature=3",
        "--data=" + corpus,
        "--dev=" + corpus,
        "--out=" + out("none"));
  }

  private static String[] with(String[] args, String... more) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  @Test
  void train_labelsThatCannotBeLearnt_areRefused() {
    String same = Tables.lines(folder.resolve("same.jsonl"), "{\"text\":\"a\",\"label\":2}");
    assertRefused(
        "every row that can be used has the label 2.0 (must differ)",
        "train",
        "--task=regression",
        "--data=" + same,
        "--dev=" + same,
        "--out=" + out("none"));
    String sets = Tables.lines(folder.resolve("sets.jsonl"), "{\"text\":\"a\",\"label\":[2]}");
    assertRefused(
        "Cannot use column 'label' of type array<bigint> as a label of task regression",
        "train",
        "--task=regression",
        "--data=" + sets,
        "--dev=" + sets,
        "--out=" + out("none"));
    String words = Tables.lines(folder.resolve("words.jsonl"), "{\"text\":\"a\",\"label\":\"b\"}");
    assertRefused(
        "of its 1 row none has both text and a label that is a number (column 'label' holds 'b', for one; name a column of numbers with --label-col, or train with --task single-label)",
        "train",
        "--task=regression",
        "--data=" + words,
        "--dev=" + words,
        "--out=" + out("none"));
  }

  @Test
  void backtestReportAndCompare_numbers_areTaken() throws IOException {
    run(
        "backtest",
        "--traces=" + traces,
        "--tolerance=" + TOLERANCE,
        "--max-accuracy-drop=0.1",
        "--confidence=0.9",
        "--splits=3",
        "--json=" + out("backtest.json"));
    assertThat(Files.readString(folder.resolve("backtest.json"))).doesNotContain("patience");
    run(
        "calibrate",
        "--traces=" + traces,
        "--tolerance=1",
        "--max-disagreement=0.6",
        "--confidence=0.9",
        "--out=" + out("tight.json"));
    run(
        "report",
        "--policy=" + out("tight.json"),
        "--traces=" + traces,
        "--data=" + at("held.jsonl"),
        "--out=" + out("report.json"));
    JsonNode report = new ObjectMapper().readTree(folder.resolve("report.json").toFile());
    JsonNode sample = report.get("differences").get("sample").get(0);
    assertThat(Double.parseDouble(sample.get("answer").textValue()))
        .isNotCloseTo(Double.parseDouble(sample.get("full-depth-answer").textValue()), within(1.0));
    assertThat(sample.get("text").textValue()).isNotBlank();
    run("report", "--policy=" + policy, "--traces=" + traces, "--out=" + out("report.md"));
    assertThat(Files.readString(folder.resolve("report.md")))
        .doesNotContain("NaN")
        .contains("no farther than 25 from the label");
    assertRefused(
        "they are certified for different tolerances, 25.0 and 1.0",
        "compare",
        policy,
        out("tight.json"),
        "--traces=" + traces);
    assertThat(run("compare", policy, blind, "--traces=" + traces).out())
        .contains("Both give the same answer on");
  }

  /** Answers of a model that runs elsewhere. */
  @Test
  void calibrate_numbersFromElsewhere_areTakenAsColumns() {
    StringBuilder lines =
        new StringBuilder("label,prediction_1,confidence_1,prediction_2,confidence_2\n");
    for (int i = 0; i < 300; i++) {
      double near = i % 3 == 0 ? 5.5 : 0.25;
      lines.append("%d,%s,%s,%s,0.9%n".formatted(-i, -i + near, near > 1 ? 0.2 : 0.8, -i + 0.125));
    }
    String file = Tables.text(folder.resolve("elsewhere.csv"), lines.toString());
    Cli done =
        run(
            "calibrate",
            "--traces=" + file,
            "--tolerance=1",
            "--costs=1,2",
            "--max-accuracy-drop=0.1",
            "--confidence=0.9",
            "--out=" + out("elsewhere.json"));
    assertThat(done.out()).contains("0.6667"); // of exit 1, at full depth all
    assertRefused(
        "prediction_1 is 'about'",
        "calibrate",
        "--traces="
            + Tables.lines(
                folder.resolve("odd.csv"),
                "prediction_1,confidence_1,prediction_2,confidence_2",
                "about,0.5,1,0.5"),
        "--tolerance=1",
        "--costs=1,2",
        "--max-disagreement=0.3",
        "--out=" + out("none.json"));
  }

  @Test
  void attachExits_labels_fitsHeadsThatTellNumbers() throws IOException {
    String fitted = out("fitted");
    run(
        "attach-exits",
        "--bundle=" + bundle,
        "--data=" + table("attach.jsonl", 500, 6),
        "--label-col=price",
        "--exits=1,2",
        "--regularisation=0.0001,0.01",
        "--elastic-net=0",
        "--json=" + out("attach.json"),
        "--out=" + fitted);
    JsonNode report = new ObjectMapper().readTree(folder.resolve("attach.json").toFile());
    assertThat(report.get("task").textValue()).isEqualTo("regression");
    assertThat(report.get("exits").get(0).get("dev-r2").doubleValue()).isGreaterThan(0.5);
    assertThat(report.get("exits").get(0).get("temperature").doubleValue()).isEqualTo(1);
    assertSaysTheSameAtFullDepth(fitted);
  }

  @Test
  void attachExits_noLabels_fitsHeadsToTheLastExitsNumbers() throws IOException {
    StringBuilder texts = new StringBuilder();
    WordPrices.samples(500, 7)
        .forEach(sample -> texts.append("{\"text\":\"%s\"}%n".formatted(sample.text())));
    String fitted = out("fitted");
    run(
        "attach-exits",
        "--bundle=" + bundle,
        "--data=" + Tables.text(folder.resolve("texts.jsonl"), texts.toString()),
        "--exits=1,2",
        "--regularisation=0.0001",
        "--elastic-net=0",
        "--json=" + out("attach.json"),
        "--out=" + fitted);
    JsonNode report = new ObjectMapper().readTree(folder.resolve("attach.json").toFile());
    assertThat(report.get("targets").textValue()).isEqualTo("last-exit");
    assertThat(report.get("exits").get(0).get("r2-to-last").doubleValue()).isGreaterThan(0.8);
    assertSaysTheSameAtFullDepth(fitted);
  }

  /** The last exit stays as it is, though spreads are told as fractions of another scale. */
  private void assertSaysTheSameAtFullDepth(String fitted) throws IOException {
    scored(corpus, "before");
    run("score", "--bundle=" + fitted, "--input=" + corpus, "--output=" + out("after"));
    List<Row> before = rows("before");
    List<Row> after = rows("after");
    for (int i = 0; i < ROWS; i++) {
      assertThat(said(after.get(i))).isCloseTo(said(before.get(i)), within(0.02));
    }
  }

  @Test
  void stage_bundleOfNumbers_addsDoublesAndIsSavedWithItsTask() throws IOException {
    EarlyExitClassificationModel stage = new EarlyExitClassificationModel().setBundle(bundle);
    stage.write().overwrite().save(out("stage"));
    Dataset<Row> texts = spark.read().json(corpus).select("id", "text");
    Dataset<Row> scored = EarlyExitClassificationModel.load(out("stage")).transform(texts);
    assertThat(scored.schema().apply("prediction").dataType().simpleString()).isEqualTo("double");
    assertThat(scored.columns()).endsWith("error");
    EarlyExitClassifier classifier =
        new EarlyExitClassifier().setBundle(bundle).setMaxDisagreement(0.1);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> classifier.fit(texts))
        .withMessageContaining("use the commands trace and calibrate");
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(
            () -> TextScoring.of(spark, bundle, Optional.empty(), Precision.FP32, false, false))
        .withMessageContaining("Cannot score in SQL with bundle");
  }
}

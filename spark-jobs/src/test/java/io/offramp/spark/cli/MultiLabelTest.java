// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.offramp.calibration.certify.CalibrationSet;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.calibration.search.ExitTable;
import io.offramp.engine.bundle.BundleException;
import io.offramp.engine.encoder.Precision;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.WordLabels;
import io.offramp.spark.ml.EarlyExitClassificationModel;
import io.offramp.spark.ml.EarlyExitClassifier;
import io.offramp.spark.ml.TextScoring;
import io.offramp.spark.trace.TraceSource;
import io.offramp.spark.trace.TraceTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows with sets of labels through the commands that a user types. */
@ExtendWith(SparkExtension.class)
final class MultiLabelTest {
  private static final int ROWS = 300;
  private static final double DROP = 0.05;

  private static Path shared;
  private static String bundle;
  private static String traces;
  private static String policy;
  private static String corpus;
  private static List<WordLabels.Sample> samples;
  private static Cli calibrated;

  private final SparkSession spark;
  private final Path folder;

  MultiLabelTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  @BeforeAll
  static void train(@TempDir Path folder) {
    shared = folder;
    bundle = at("bundle");
    traces = at("traces");
    policy = at("policy.json");
    String rows = table("train.jsonl", 900, 1);
    run(
        "train",
        "--task=multi-label",
        "--data=" + rows,
        "--dev=" + table("dev.jsonl", 200, 2),
        "--out=" + bundle,
        "--layers=3",
        "--width=32",
        "--max-length=24",
        "--vocab-size=150",
        "--epochs=8",
        "--batch-size=16",
        "--learning-rate=0.005",
        "--word-dropout=0",
        "--threads=1");
    run("trace", "--bundle=" + bundle, "--data=" + table("held.jsonl", 600, 3), "--out=" + traces);
    calibrated =
        run(
            "calibrate",
            "--traces=" + traces,
            "--max-accuracy-drop=" + DROP,
            "--confidence=0.9",
            "--out=" + policy);
    samples = WordLabels.samples(ROWS, 4);
    corpus = Tables.text(shared.resolve("corpus.jsonl"), WordLabels.jsonl(samples));
  }

  private static String at(String name) {
    return shared.resolve(name).toString();
  }

  private static String table(String name, int rows, long seed) {
    return Tables.text(shared.resolve(name), WordLabels.jsonl(WordLabels.samples(rows, seed)));
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
            List.of("score", "--bundle=" + bundle, "--input=" + input, "--output=" + out(name)));
    args.addAll(List.of(more));
    run(args.toArray(new String[0]));
    return new ObjectMapper()
        .readTree(Files.readString(folder.resolve(name).resolve("_summary.json")));
  }

  private List<Row> rows(String name) {
    return spark.read().parquet(out(name)).orderBy("id").collectAsList();
  }

  @Test
  void inspect_bundle_namesTheTask() throws IOException {
    assertThat(run("inspect", bundle).out())
        .contains("task: multi-label", "labels: 3: billing, delivery, refund");
    assertThat(Files.readString(Path.of(bundle, "manifest.json")))
        .contains("\"task\" : \"multi-label\"");
    assertThat(Files.readString(Path.of(traces, "_trace.json")))
        .contains("\"task\" : \"multi-label\"");
  }

  @Test
  void trace_sets_areWrittenAsJsonInTheOrderOfTheClasses() {
    List<Row> rows = spark.read().parquet(traces).orderBy("id").collectAsList();
    List<WordLabels.Sample> held = WordLabels.samples(600, 3);
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
    JsonNode full = scored(corpus, "full");
    JsonNode early = scored(corpus, "early", "--policy=" + policy);
    double fullAccuracy = full.get("accuracy").doubleValue();
    assertThat(fullAccuracy).isGreaterThan(0.8);
    assertThat(early.get("accuracy").doubleValue()).isGreaterThan(fullAccuracy - DROP);
    assertThat(early.get("mean-cost").doubleValue()).isLessThan(1);
    assertThat(early.get("labelled-rows").intValue()).isEqualTo(ROWS);
    int right = 0;
    List<Row> rows = rows("early");
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
      right += said.equals(samples.get(i).labels()) ? 1 : 0;
    }
    assertThat(early.get("accuracy").doubleValue()).isEqualTo(right / (double) ROWS, within(1e-9));
    assertThat(calibrated.out()).contains("accuracy");
  }

  @Test
  void score_anyBatchSizeAndTasks_givesTheSameSets() throws IOException {
    List<List<Object>> expected = new ArrayList<>();
    for (String way : List.of("--batch-size=1", "--batch-size=7", "--batch-size=64", "--dedupe")) {
      scored(corpus, "by" + way, "--policy=" + policy, way, "--partitions=3");
      List<List<Object>> answers = new ArrayList<>();
      for (Row row : rows("by" + way)) {
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
    String csv = Tables.text(folder.resolve("corpus.csv"), WordLabels.csv(samples, ";"));
    JsonNode fromCsv = scored(csv, "csv", "--label-separator=;");
    JsonNode fromJson = scored(corpus, "json");
    assertThat(fromCsv.get("labelled-rows").intValue()).isEqualTo(ROWS);
    assertThat(fromCsv.get("accuracy")).isEqualTo(fromJson.get("accuracy"));
    assertRefused(
        "Cannot read sets of labels from column 'label' of type string (must be an array of strings, or text with --label-separator",
        "score",
        "--bundle=" + bundle,
        "--input=" + csv,
        "--output=" + out("none"));
    assertRefused(
        "Cannot write sets of labels to",
        "score",
        "--bundle=" + bundle,
        "--input=" + corpus,
        "--output=" + out("none"),
        "--output-format=csv");
  }

  /** Rows leave where the signal lets the same rows of the traces leave, whatever the threshold. */
  private void assertLeavesAsTraced(String file) throws IOException {
    ExitPolicy certified = ExitPolicyParser.read(Path.of(file));
    TraceTable table = TraceTable.read(spark, TraceSource.of(traces).withIds());
    ExitTable exits = CalibrationSet.of(table.trace()).table(certified.signal());
    Map<String, Integer> expected = new HashMap<>();
    double threshold = 0;
    while (new HashSet<>(expected.values()).size() < 2) {
      threshold += 0.001;
      assertThat(threshold).as("no threshold parts the rows").isLessThan(1);
      for (int row = 0; row < table.trace().rows(); row++) {
        float[] alike = {(float) threshold, (float) threshold};
        int exit = exits.exit(alike, row) + 1;
        expected.put(table.ids().orElseThrow().get(row), exit);
      }
    }
    ExitPolicyParser.write(
        new ExitPolicy(
            certified.signal(),
            List.of(threshold, threshold),
            certified.costs(),
            certified.bundleSha256(),
            certified.guarantee(),
            certified.provenance()),
        Path.of(file));
    String name = "by-" + certified.signal().id();
    scored(at("held.jsonl"), name, "--policy=" + file);
    Map<String, Integer> left = new HashMap<>();
    rows(name).forEach(row -> left.put(String.valueOf(row.<Object>getAs("id")), row.getAs("exit")));
    assertThat(left).as(name).isEqualTo(expected);
  }

  @Test
  void calibrate_otherSignals_areUsedOrRefused() throws IOException {
    for (String signal : List.of("patience-confidence", "learned")) {
      Cli done =
          Cli.run(
              "calibrate",
              "--traces=" + traces,
              "--max-disagreement=0.3",
              "--confidence=0.9",
              "--signal=" + signal,
              "--out=" + out(signal + ".json"));
      assertThat(done.code()).as(done.err()).isZero();
      assertLeavesAsTraced(out(signal + ".json"));
    }
    for (String signal : List.of("margin", "certainty")) {
      assertRefused(
          "Cannot use signal \"%s\": it compares probabilities of one label".formatted(signal),
          "calibrate",
          "--traces=" + traces,
          "--max-disagreement=0.3",
          "--signal=" + signal,
          "--out=" + out("none.json"));
    }
    assertRefused(
        "Cannot bound the accuracy drop of each label",
        "calibrate",
        "--traces=" + traces,
        "--max-accuracy-drop=0.2",
        "--max-class-accuracy-drop=0.2",
        "--out=" + out("none.json"));
  }

  @Test
  void backtestAndReport_sets_areTaken() throws IOException {
    run(
        "backtest",
        "--traces=" + traces,
        "--max-accuracy-drop=0.1",
        "--confidence=0.9",
        "--splits=3",
        "--json=" + out("backtest.json"));
    run("report", "--policy=" + policy, "--traces=" + traces, "--out=" + out("report.md"));
    assertThat(Files.readString(folder.resolve("report.md"))).doesNotContain("NaN");
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
    run("trace", "--bundle=" + bundle, "--data=" + odd, "--out=" + out("odd"));
    List<Row> rows = rows("odd");
    assertThat(rows.stream().map(row -> row.<String>getAs("label")).toList())
        .containsExactly(null, "[]", null, "[\"billing\",\"refund\"]");
    assertThat(rows.get(0).<String>getAs("error"))
        .isEqualTo("label 'praise' is unknown to the model (it knows [billing, delivery, refund])");
    assertThat(rows.subList(1, 4)).allMatch(row -> row.isNullAt(row.fieldIndex("error")));
  }

  @Test
  void train_labelsOfAnotherShape_areRefused() {
    String one = Tables.lines(folder.resolve("one.jsonl"), "{\"text\":\"a\",\"label\":\"x\"}");
    assertRefused(
        "Cannot read sets of labels from column 'label' of type string",
        "train",
        "--task=multi-label",
        "--data=" + one,
        "--dev=" + one,
        "--out=" + out("none"));
    assertRefused(
        "Cannot use column 'label' of type array<string> as the label of a row (must be one value; sets of labels need --task multi-label",
        "train",
        "--data=" + corpus,
        "--dev=" + corpus,
        "--out=" + out("none"));
    assertRefused(
        "Cannot do task 'ranking' (must be one of [single-label, multi-label, regression])",
        "train",
        "--task=ranking",
        "--data=" + corpus,
        "--dev=" + corpus,
        "--out=" + out("none"));
    String none = Tables.lines(folder.resolve("none.jsonl"), "{\"text\":\"a\",\"label\":[\" \"]}");
    assertRefused(
        "no label applies to any of its rows",
        "train",
        "--task=multi-label",
        "--data=" + none,
        "--dev=" + none,
        "--out=" + out("none"));
  }

  @Test
  void bench_andCsvOfTraces_areRefused() {
    assertRefused(
        "its task is multi-label (must be single-label; bench measures models of one label a row)",
        "bench",
        "--bundle=" + bundle,
        "--data=" + corpus);
    String foreign =
        Tables.lines(
            folder.resolve("foreign.jsonl"), "{\"probabilities\":[[0.5,0.5,0],[0.5,0.5,0]]}");
    assertRefused(
        "Cannot use traces without a header of bundle",
        "calibrate",
        "--traces=" + foreign,
        "--bundle=" + bundle,
        "--max-disagreement=0.3",
        "--out=" + out("none.json"));
  }

  @Test
  void attachExits_labels_fitsHeadsThatTellSets() throws IOException {
    String fitted = out("fitted");
    run(
        "attach-exits",
        "--bundle=" + bundle,
        "--data=" + table("attach.jsonl", 400, 6),
        "--exits=1,3",
        "--regularisation=0.0001",
        "--elastic-net=0",
        "--json=" + out("attach.json"),
        "--out=" + fitted);
    JsonNode report = new ObjectMapper().readTree(folder.resolve("attach.json").toFile());
    assertThat(report.get("task").textValue()).isEqualTo("multi-label");
    assertThat(report.get("exits").get(0).get("dev-accuracy").doubleValue()).isGreaterThan(0.8);
    assertThat(report.get("exits").get(0).get("temperature").doubleValue()).isPositive();
    assertThat(report.get("exits").get(0).has("calibration-error")).isFalse();
    assertSaysTheSameAtFullDepth(fitted);
  }

  @Test
  void attachExits_noLabels_fitsHeadsToTheLastExitsSets() throws IOException {
    StringBuilder texts = new StringBuilder();
    WordLabels.samples(400, 7)
        .forEach(sample -> texts.append("{\"text\":\"%s\"}%n".formatted(sample.text())));
    String fitted = out("fitted");
    run(
        "attach-exits",
        "--bundle=" + bundle,
        "--data=" + Tables.text(folder.resolve("texts.jsonl"), texts.toString()),
        "--exits=1,3",
        "--regularisation=0.0001",
        "--elastic-net=0",
        "--json=" + out("attach.json"),
        "--out=" + fitted);
    JsonNode report = new ObjectMapper().readTree(folder.resolve("attach.json").toFile());
    assertThat(report.get("targets").textValue()).isEqualTo("last-exit");
    assertThat(report.get("exits").get(0).get("agreement").doubleValue()).isGreaterThan(0.8);
    assertSaysTheSameAtFullDepth(fitted);
  }

  /** The last exit stays as it is. */
  private void assertSaysTheSameAtFullDepth(String fitted) throws IOException {
    scored(corpus, "before");
    run("score", "--bundle=" + fitted, "--input=" + corpus, "--output=" + out("after"));
    List<Row> before = rows("before");
    List<Row> after = rows("after");
    for (int i = 0; i < ROWS; i++) {
      Row row = after.get(i);
      assertThat(row.<String>getList(row.fieldIndex("prediction")))
          .isEqualTo(before.get(i).<String>getList(row.fieldIndex("prediction")));
    }
  }

  @Test
  void attachExits_taskThatIsNotTheBundles_isRefusedUnlessAllHeadsAreFitted() {
    String one =
        Tables.lines(
            folder.resolve("one.jsonl"),
            "{\"text\":\"invoice\",\"label\":\"billing\"}",
            "{\"text\":\"parcel\",\"label\":\"delivery\"}");
    assertRefused(
        "Cannot fit exits of task single-label beside the last exit of bundle",
        "attach-exits",
        "--bundle=" + bundle,
        "--task=single-label",
        "--data=" + one,
        "--dev=" + one,
        "--out=" + out("none"));
  }

  /** Sets are named in any order; half of them or more that were none would be refused. */
  @Test
  void calibrate_labelBudget_takesSetsAsJson() {
    List<String> args =
        new ArrayList<>(
            List.of(
                "calibrate",
                "--traces=" + traces,
                "--max-accuracy-drop=0.1",
                "--confidence=0.9",
                "--label-budget=300",
                "--out=" + out("few.json")));
    List<String> asking = new ArrayList<>(args);
    asking.add("--to-label=" + out("ids.csv"));
    run(asking.toArray(new String[0]));
    List<WordLabels.Sample> held = WordLabels.samples(600, 3);
    StringBuilder answers = new StringBuilder();
    for (WordLabels.Sample sample : held) {
      List<String> labels = new ArrayList<>(sample.labels());
      Collections.reverse(labels);
      String json = labels.isEmpty() ? "[]" : "[\"" + String.join("\", \"", labels) + "\"]";
      answers.append(
          "{\"id\":\"%d\",\"label\":\"%s\"}%n".formatted(sample.id(), json.replace("\"", "\\\"")));
    }
    args.add("--labels=" + Tables.text(folder.resolve("labels.jsonl"), answers.toString()));
    run(args.toArray(new String[0]));
    assertThat(folder.resolve("few.json")).exists();
  }

  @Test
  void stage_bundleOfSets_addsArraysAndIsSavedWithItsTask() throws IOException {
    EarlyExitClassificationModel stage = new EarlyExitClassificationModel().setBundle(bundle);
    stage.write().overwrite().save(out("stage"));
    Dataset<Row> texts = spark.read().json(corpus).select("id", "text");
    Dataset<Row> scored = EarlyExitClassificationModel.load(out("stage")).transform(texts);
    assertThat(scored.schema().apply("prediction").dataType().simpleString())
        .isEqualTo("array<string>");
    assertThat(scored.columns()).endsWith("error", "probabilities");
    assertThat(scored.where("size(probabilities) = 3").count()).isEqualTo(ROWS);
    EarlyExitClassificationModel other = new EarlyExitClassificationModel().setModelUrl(bundle);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> other.transform(texts))
        .withMessageContaining("its task is single-label, that of bundle ")
        .withMessageContaining("is multi-label (call setBundle, or setTask)");
    assertThat(other.setTask("multi-label").transform(texts).schema()).isEqualTo(scored.schema());
  }

  @Test
  void otherWaysToScore_bundleOfSets_areRefused() {
    Dataset<Row> texts = spark.read().json(corpus).select("id", "text");
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

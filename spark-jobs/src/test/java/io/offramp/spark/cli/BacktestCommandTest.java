// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.SyntheticTraces;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.job.MethodNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code backtest}: what it compares, prints and writes. */
@ExtendWith(SparkExtension.class)
final class BacktestCommandTest {
  private final SparkSession spark;
  private final Path folder;
  private final Path json;

  BacktestCommandTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.json = folder.resolve("report.json");
  }

  private Cli backtest(String traces, String... more) {
    assertThat(spark.sparkContext().isStopped()).isFalse();
    List<String> args = new ArrayList<>(List.of("backtest", "--traces", traces));
    args.addAll(List.of("--confidence", "0.9", "--json", json.toString()));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(new String[0]));
  }

  private String wide(int rows) {
    return Tables.text(
        folder.resolve("wide.csv"), SyntheticTraces.wide(SyntheticTraces.samples(rows, 4)));
  }

  private JsonNode report(Cli run) {
    assertThat(run.code()).as(run.err()).isZero();
    return Tables.json(json);
  }

  private static List<String> methods(JsonNode report) {
    List<String> names = new ArrayList<>();
    report.get("methods").fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  @Tag("smoke")
  void run_longTrace_comparesAllMethodsAndWritesThem() {
    String traces =
        Tables.text(
            folder.resolve("long.csv"), SyntheticTraces.tall(SyntheticTraces.samples(600, 4)));
    String[] options =
        "--trace-format long --id-col Sample_ID --exit-col Exit --confidence-col Confidence --prediction-col Prediction --label-col Label --max-accuracy-drop 0.05 --splits 6 --seed 7"
            .split(" ", -1);
    Cli run = backtest(traces, options);
    JsonNode report = report(run);
    assertThat(report.get("recommended").asText()).isEqualTo("offramp");
    assertThat(methods(report)).isEqualTo(MethodNames.all());
    assertThat(report.get("risk").asText()).isEqualTo("accuracy-drop");
    assertThat(report.get("max-risk").asDouble()).isEqualTo(0.05);
    assertThat(report.get("rows").asInt()).isEqualTo(600);
    assertThat(report.get("calibrating-rows").asInt()).isEqualTo(300);
    assertThat(report.get("splits").asInt()).isEqualTo(6);
    assertThat(report.get("seed").asLong()).isEqualTo(7);
    JsonNode fullDepth = report.get("methods").get("full-depth");
    assertThat(fullDepth.get("mean-cost").asDouble()).isEqualTo(1);
    assertThat(fullDepth.get("violations").asInt()).isZero();
    JsonNode offramp = report.get("methods").get("offramp");
    assertThat(offramp.get("mean-cost").asDouble()).isBetween(0.33, 0.99);
    assertThat(offramp.get("runs").asInt()).isEqualTo(6);
    assertThat(run.out())
        .contains(
            "accuracy-drop at most 0.05 with confidence 0.9; 6 splits of 600 rows, 300 to calibrate and 300 to measure",
            "offramp *",
            "full-depth",
            "A violation is a split whose measuring rows",
            "report " + json)
        .containsPattern(
            "full-depth +exact +1\\.000 +1\\.000-1\\.000 +0\\.0% +0\\.0-45\\.9% +0\\.0%");
    assertThat(run.err()).contains("read 600 rows of long traces");
  }

  @Test
  void run_sameSeed_givesTheSameReport() {
    String traces = wide(400);
    String[] options = {"--max-disagreement=0.1", "--splits=3", "--methods=naive"};
    JsonNode one = report(backtest(traces, options));
    assertThat(report(backtest(traces, options))).isEqualTo(one);
    assertThat(methods(one)).containsExactly("offramp", "naive");
    assertThat(report(backtest(traces, "--seed=3", options[0], options[1], options[2])))
        .isNotEqualTo(one);
  }

  @Test
  void run_unlabelledRows_takePartOnlyWhereNoLabelIsNeeded() {
    String labelled = SyntheticTraces.wide(SyntheticTraces.samples(300, 4));
    String unlabelled =
        SyntheticTraces.wide(SyntheticTraces.samples(100, 5))
            .replaceAll("(?m)^(\\d+),\\w+,", "9$1,,")
            .replaceFirst(".*\n", "");
    String traces = Tables.text(folder.resolve("some.csv"), labelled + unlabelled);
    String[] small = {"--splits=2", "--methods=offramp", "--calibrate-share=0.4"};
    Cli accuracy = backtest(traces, "--max-accuracy-drop=0.1", small[0], small[1], small[2]);
    assertThat(report(accuracy).get("rows").asInt()).isEqualTo(300);
    assertThat(report(accuracy).get("calibrating-rows").asInt()).isEqualTo(120);
    assertThat(accuracy.err()).contains("100 rows without a label took no part");
    Cli disagreement = backtest(traces, "--max-disagreement=0.1", small[0], small[1], small[2]);
    assertThat(report(disagreement).get("rows").asInt()).isEqualTo(400);
    assertThat(disagreement.err()).doesNotContain("took no part");
  }

  @Test
  void run_slicesAndCost_leaveOutMethodsThatDoNotKnowThem() {
    Cli run =
        backtest(
            wide(900),
            "--max-accuracy-drop=0.1",
            "--max-class-accuracy-drop=0.2",
            "--max-slice-risk=0.2",
            "--slice-col=language",
            "--max-cost=0.95",
            "--splits=2");
    JsonNode report = report(run);
    assertThat(methods(report))
        .contains("offramp", "one-split")
        .doesNotContain("naive", "full-depth", "cross-fit");
    assertThat(report.get("max-cost").asDouble()).isEqualTo(0.95);
    assertThat(report.get("slices")).hasSize(5);
    assertThat(report.get("slices").get(0).asText()).isEqualTo("label \"news\"");
    assertThat(run.out()).contains("0.2 in each of 5 slices, cost at most 0.95");
  }

  @Test
  void run_methodThatCannotPursueTheTarget_isRefused() {
    Cli run = backtest(wide(50), "--max-cost=0.8", "--methods=naive");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("Cannot compare method 'naive': it knows nothing of a bound that is asked for");
    assertThat(json).doesNotExist();
  }

  @Test
  void run_jsonWithoutFolder_isRefusedBeforeTheWork() {
    Cli run =
        Cli.run(
            "backtest",
            "--traces",
            folder.resolve("absent.csv").toString(),
            "--max-cost=0.8",
            "--json",
            folder.resolve("no/report.json").toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("report.json: its folder does not exist (create it first)");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is measured and written; how fast anything is, is nobody's business here. */
@ExtendWith(SparkExtension.class)
final class BenchCommandTest {
  private static final List<String> SMALL =
      List.of(
          "--layers",
          "2",
          "--width",
          "32",
          "--max-length",
          "32",
          "--repetitions",
          "1",
          "--tasks",
          "2",
          "--baseline-rows",
          "20");

  private final Path folder;
  private final Bundle bundle = TinyBundle.get();

  BenchCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private String samples(int rows) {
    return Tables.text(folder.resolve("in.jsonl"), Tables.jsonl(TinyBundle.samples(rows, 31)));
  }

  private static Cli bench(String data, String... more) {
    List<String> args = new ArrayList<>(List.of("bench", "--data", data));
    args.addAll(SMALL);
    args.addAll(List.of(more));
    return Cli.run(args.toArray(new String[0]));
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(Files.readString(folder.resolve("bench.json")));
  }

  private static JsonNode variant(JsonNode report, String id) {
    return StreamSupport.stream(report.get("variants").spliterator(), false)
        .filter(node -> node.get("id").asText().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no variant " + id + " in " + report));
  }

  @Test
  void run_randomWeights_measuresEverythingAndWritesIt() throws IOException {
    Cli run =
        bench(
            samples(60),
            "--mean-cost",
            "0.7,0.9",
            "--precision",
            "fp32",
            "--json",
            at("bench.json"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("variant", "naive: batches of 100 as they come", "Spark, early exit, 0.7")
        .contains("lever", "through Spark", "early exit at mean cost 0.7", "efficiency")
        .contains("report " + at("bench.json"));
    assertThat(run.err()).contains("60 rows, 2 layers, 32 wide", "repetition 1 of 1: ");
    JsonNode report = report();
    assertThat(report.get("format").asText()).isEqualTo("offramp-bench");
    assertThat(report.get("efficiency").asDouble()).isPositive();
    assertThat(report.get("gain-over-naive").asDouble()).isPositive();
    assertThat(report.get("full-depth-of-endless").asDouble()).isPositive();
    assertThat(report.get("precision").asText()).isEqualTo("fp32");
    assertThat(report.get("machine").get("cores").asInt()).isPositive();
    assertThat(report.get("options").get("mean-cost")).hasSize(2);
    JsonNode early = variant(report, "spark-early-exit-fp32-0.7");
    assertThat(early.get("rows").asInt()).isEqualTo(60);
    assertThat(early.get("seconds")).hasSize(1);
    assertThat(early.get("median-seconds").asDouble())
        .isPositive()
        .isEqualTo(early.get("seconds").get(0).asDouble());
    assertThat(early.get("mean-cost").asDouble()).isBetween(.68, .72);
    assertThat(early.get("promise").asDouble()).isBetween(1.2, 1.7);
    assertThat(early.get("gain-over-naive").asDouble())
        .isEqualTo(report.get("gain-over-naive").asDouble());
    assertThat(early.get("of-engine").asDouble()).isPositive();
    assertThat(variant(report, "naive").get("rows").asInt()).isEqualTo(20);
    assertThat(variant(report, "rebatching-fp32-0.7").get("efficiency").asDouble())
        .isEqualTo(report.get("efficiency").asDouble());
    assertThat(variant(report, "rebatching-fp32-0.9").get("mean-cost").asDouble())
        .isBetween(.88, .92);
  }

  @Test
  void run_bundleWithPolicy_measuresItsExits() throws IOException {
    String data = samples(200);
    String folderOfBundle = bundle.folder().toString();
    Cli.run("trace", "--bundle", folderOfBundle, "--data", data, "--out", at("traces"));
    Cli calibrated =
        Cli.run(
            "calibrate",
            "--traces",
            at("traces"),
            "--out",
            at("policy.json"),
            "--max-accuracy-drop",
            "0.2");
    assertThat(calibrated.code()).as(calibrated.err()).isZero();
    Cli scored =
        Cli.run(
            "score",
            "--bundle",
            folderOfBundle,
            "--policy",
            at("policy.json"),
            "--input",
            data,
            "--output",
            at("out"));
    assertThat(scored.code()).as(scored.err()).isZero();
    Cli run =
        bench(
            data,
            "--bundle",
            folderOfBundle,
            "--policy",
            at("policy.json"),
            "--precision",
            "fp32",
            "--json",
            at("bench.json"));
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode report = report();
    assertThat(report.get("model").get("sha256").asText()).isEqualTo(bundle.sha256());
    assertThat(report.get("model").get("layers").asInt()).isEqualTo(TinyBundle.EXITS);
    double scoredCost =
        new ObjectMapper()
            .readTree(Files.readString(folder.resolve("out/_summary.json")))
            .get("mean-cost")
            .asDouble();
    assertThat(variant(report, "spark-early-exit-fp32-policy").get("mean-cost").asDouble())
        .isCloseTo(scoredCost, org.assertj.core.api.Assertions.within(1e-9));
    assertThat(ExitPolicyParser.read(folder.resolve("policy.json")).bundleSha256())
        .hasValue(bundle.sha256());
  }

  @Test
  void run_withoutSpark_leavesItsVariantsOut() throws IOException {
    Cli run =
        bench(
            samples(20),
            "--mean-cost",
            "0.75",
            "--no-spark",
            "--precision",
            "fp32",
            "--json",
            at("bench.json"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).doesNotContain("Spark");
    assertThat(report().get("gain-over-naive").asDouble())
        .isEqualTo(
            variant(report(), "text-early-exit-fp32-0.75").get("gain-over-naive").asDouble());
  }

  private void assertFailed(Cli run, String message) {
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("offramp: ").contains(message).doesNotContain("\tat ");
    assertThat(folder.resolve("bench.json")).doesNotExist();
  }

  @Test
  void run_badInput_isRefused() {
    String[] json = {"--mean-cost", "0.7", "--json", at("bench.json")};
    assertFailed(bench(at("none.jsonl"), json), "Cannot read " + at("none.jsonl"));
    String empty = Tables.text(folder.resolve("empty.jsonl"), "");
    assertFailed(bench(empty, json), "Cannot use " + empty + ": it holds no rows");
    String blank =
        Tables.text(folder.resolve("blank.jsonl"), "{\"text\":\" \"}\n{\"text\":null}\n");
    assertFailed(
        bench(blank, json), "Cannot measure on " + blank + ": no row has a text in column 'text'");
    String data = samples(5);
    assertFailed(
        bench(data, "--text-col", "body", "--mean-cost", "0.7"), "Cannot find column 'body'");
    assertFailed(
        bench(data, "--bundle", at("none"), "--mean-cost", "0.7"),
        "Cannot open bundle " + at("none"));
    assertFailed(
        bench(data, "--bundle", bundle.folder().toString(), "--policy", at("none.json")),
        "Cannot read policy " + at("none.json") + ": there is no such file");
    assertFailed(
        bench(data, "--bundle", bundle.folder().toString(), "--mean-cost", "0.05"),
        "Cannot simulate exits of mean cost 0.05 (must be above 0.3");
  }
}

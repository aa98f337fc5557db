// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.SyntheticTraces;
import io.offramp.spark.fixture.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code report}, {@code calibrate --report} and {@code compare}, as a user types them. */
@ExtendWith(SparkExtension.class)
final class ReportCommandTest {
  private static final String SUMMARY =
      """
      {"format": "offramp-summary", "format-version": 1, "input": "in", "rows": %d,
       "exit-histogram": [30, 10], "mean-cost": %s, "accuracy": null, "seconds": 2.0,
       "rows-per-second": 20.5, "bundle-sha256": "b", "policy-sha256": %s, "precision": "fp32"}
      """;

  private final SparkSession spark;
  private final Path folder;
  private final String traces;
  private final String policy;

  ReportCommandTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.traces =
        Tables.text(
            folder.resolve("traces.csv"), SyntheticTraces.wide(SyntheticTraces.samples(1200, 11)));
    this.policy = folder.resolve("policy.json").toString();
  }

  private Cli run(String... args) {
    assertThat(spark.sparkContext().isStopped()).isFalse();
    return Cli.run(args);
  }

  private Cli calibrate(String bound, String out, String... more) {
    List<String> args = new ArrayList<>(List.of("calibrate", "--traces", traces));
    args.addAll(List.of("--max-accuracy-drop", bound, "--confidence", "0.9", "--out", out));
    args.addAll(List.of(more));
    Cli run = run(args.toArray(new String[0]));
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private JsonNode json(String name) {
    return Tables.json(folder.resolve(name));
  }

  @Test
  @Tag("smoke")
  void report_ofThePolicyJustMade_isThatOfCalibrate() {
    String page = folder.resolve("now.html").toString();
    Cli made = calibrate("0.05", policy, "--report", page);
    assertThat(made.out()).endsWith("report " + page + System.lineSeparator());
    String later = folder.resolve("later.html").toString();
    Cli run = run("report", "--policy", policy, "--traces", traces, "--out", later);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("Certified: compared with running every row to the last exit")
        .contains("report " + later)
        .contains("later-exits.csv");
    JsonNode data = json("later.json");
    assertThat(data.get("headline").get("status").asText()).isEqualTo("reproduced");
    assertThat(data.get("points")).isEqualTo(json("now.json").get("points"));
    assertThat(data.get("frontier")).isEqualTo(json("now.json").get("frontier"));
    assertThat(data.get("provenance").get("command").asText())
        .isEqualTo(
            "offramp report --policy %s --traces %s --out %s".formatted(policy, traces, later));
    assertThat(data.get("slices")).hasSize(3);
    assertThat(data.get("differences")).isEqualTo(json("now.json").get("differences"));
    assertThat(data.get("differences").get("sample").get(0).get("id").isNull()).isFalse();
  }

  @Test
  void report_withEverything_showsIt() {
    calibrate("0.05", policy);
    String harder =
        Tables.text(
            folder.resolve("harder.csv"), SyntheticTraces.wide(SyntheticTraces.samples(300, 12)));
    String early = summary("early", 40, "0.5", "null");
    String full = summary("full", 41, "1.0", "null");
    String out = folder.resolve("r.html").toString();
    Cli run =
        run(
            "report",
            "--policy=" + policy,
            "--traces=" + traces,
            "--stress-traces=typos 5%=" + harder,
            "--stress-traces=typos 10%=" + harder,
            "--summary=" + early,
            "--full-depth-summary=" + full,
            "--sample=3",
            "--out=" + out);
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode data = json("r.json");
    assertThat(data.get("stress")).hasSize(2);
    assertThat(data.get("stress").get(0).get("name").asText()).isEqualTo("typos 5%");
    assertThat(data.get("stress").get(0).get("rows").asInt()).isEqualTo(300);
    assertThat(data.get("run").get("rows").asInt()).isEqualTo(40);
    assertThat(data.get("run").get("same-policy").asBoolean()).isFalse();
    assertThat(data.get("full-depth-run").get("rows-per-second").asDouble()).isEqualTo(20.5);
    assertThat(data.get("differences").get("sample").size()).isEqualTo(3);
  }

  @Test
  void report_withTheTable_showsTextsByTheirIds() {
    calibrate("0.05", policy);
    StringBuilder texts = new StringBuilder();
    for (int id = 0; id < 1200; id++) {
      texts.append("{\"id\": %d, \"text\": \"text <b>%d</b>\"}\n".formatted(id, id));
    }
    String data = Tables.text(folder.resolve("data.jsonl"), texts.toString());
    String out = folder.resolve("r.md").toString();
    Cli run = run("report", "--policy", policy, "--traces", traces, "--data", data, "--out", out);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Tables.read(Path.of(out)))
        .containsPattern("\\| (\\d+) \\|.*\\| text \\\\<b\\\\>\\1\\\\<");
  }

  @Test
  void report_withTheTableOfPairs_showsBothTexts() {
    calibrate("0.05", policy);
    StringBuilder texts = new StringBuilder("id,text,second\n");
    for (int id = 0; id < 1200; id++) {
      texts.append("%d,premise %d,%s\n".formatted(id, id, id % 2 == 0 ? "claim " + id : ""));
    }
    String data = Tables.text(folder.resolve("data.csv"), texts.toString());
    String out = folder.resolve("r.html").toString();
    List<String> asked = List.of("report", "--policy", policy, "--traces", traces, "--data", data);
    List<String> pairs = new ArrayList<>(asked);
    pairs.addAll(List.of("--text-pair-col", "second", "--out", out));
    Cli run = run(pairs.toArray(new String[0]));
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode sample = json("r.json").get("differences").get("sample");
    assertThat(sample).hasSizeGreaterThan(5);
    for (JsonNode row : sample) {
      int id = row.get("id").asInt();
      assertThat(row.get("text").asText()).isEqualTo("premise " + id);
      assertThat(row.get("text-pair").asText("none"))
          .isEqualTo(id % 2 == 0 ? "claim " + id : "none");
    }
    pairs.set(pairs.indexOf("second"), "hypothesis");
    Cli missing = run(pairs.toArray(new String[0]));
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err())
        .contains("Cannot find column 'hypothesis'", "name the right one with --text-pair-col");
  }

  @Test
  void report_onOtherTraces_warnsInTheLogAndOnThePage() {
    calibrate("0.05", policy);
    String other =
        Tables.text(
            folder.resolve("other.csv"), SyntheticTraces.wide(SyntheticTraces.samples(900, 99)));
    String out = folder.resolve("r.md").toString();
    Cli run = run("report", "--policy", policy, "--traces", other, "--out", out);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("These traces do not bear out the certificate");
    assertThat(Tables.read(Path.of(out)))
        .contains("> **Note:** These traces do not bear out the certificate");
  }

  @Test
  void report_thatCannotBeMade_isRefused() {
    Cli format = run("report", "--policy=p", "--traces=t", "--format=pdf", "--out=r.html");
    assertThat(format.code()).isEqualTo(2);
    assertThat(format.err())
        .contains("Cannot write a report as \"pdf\" (must be one of: html, md, json)");
    calibrate("0.05", policy);
    String out = folder.resolve("r.html").toString();
    Cli summary =
        run("report", "--policy", policy, "--traces", traces, "--summary", policy, "--out", out);
    assertThat(summary.code()).isEqualTo(1);
    assertThat(summary.err()).contains("Cannot read summary " + policy);
    assertThat(Path.of(out)).doesNotExist();
  }

  /** Beside a page stand its figures: NAME.json and others. */
  @Test
  void report_whoseFilesWouldReplaceOthers_isRefused() {
    Cli calibrate =
        run(
            "calibrate",
            "--traces=" + traces,
            "--max-accuracy-drop=0.05",
            "--out=" + policy,
            "--report=" + folder.resolve("policy.html"));
    assertThat(calibrate.code()).isEqualTo(2);
    assertThat(calibrate.err())
        .contains(
            "Cannot write %s for --report: --out names it as well (name another file with --report)"
                .formatted(policy));
    assertThat(Path.of(policy)).doesNotExist();
    calibrate("0.05", policy);
    String before = Tables.read(Path.of(policy));
    Cli report =
        run(
            "report",
            "--policy=" + policy,
            "--traces=" + traces,
            "--out=" + folder.resolve("policy.html"));
    assertThat(report.code()).isEqualTo(2);
    assertThat(report.err()).contains("for --out: --policy names it as well");
    assertThat(Tables.read(Path.of(policy))).isEqualTo(before);
    Cli budget =
        run(
            "calibrate",
            "--traces=" + traces,
            "--max-accuracy-drop=0.05",
            "--label-budget=10",
            "--labels=" + traces,
            "--out=" + policy,
            "--report=" + folder.resolve("r.html"));
    assertThat(budget.code()).isEqualTo(2);
    assertThat(budget.err()).contains("Cannot use --report with --label-budget");
  }

  @Test
  void report_runsThatAreNotWhatTheyAreSaidToBe_areRefused() {
    calibrate("0.05", policy);
    Cli run =
        run(
            "report",
            "--policy=" + policy,
            "--traces=" + traces,
            "--full-depth-summary=" + summary("early", 40, "0.5", "\"p\""),
            "--out=" + folder.resolve("r.html"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("as --full-depth-summary: that run had a policy");
  }

  /** Numbers of rows are no ids: they would find other rows' texts. */
  @Test
  void report_textsOfTracesWithoutIds_areRefused() {
    String bare =
        Tables.text(
            folder.resolve("bare.csv"),
            Tables.read(Path.of(traces))
                .lines()
                .map(line -> line.substring(line.indexOf(',') + 1))
                .collect(Collectors.joining("\n")));
    calibrate("0.05", policy);
    String data =
        Tables.text(folder.resolve("data.jsonl"), "{\"id\": 1, \"text\": \"of another\"}");
    String out = folder.resolve("r.html").toString();
    Cli texts = run("report", "--policy", policy, "--traces", bare, "--data", data, "--out", out);
    assertThat(texts.code()).as(texts.out()).isEqualTo(1);
    assertThat(texts.err()).contains("the traces have no column 'id' to find rows by");
    Cli none = run("report", "--policy", policy, "--traces", bare, "--out", out);
    assertThat(none.code()).as(none.err()).isZero();
    for (JsonNode row : json("r.json").get("differences").get("sample")) {
      assertThat(row.get("id").isNull()).isTrue();
    }
  }

  @Test
  void compare_runsByIds_leavesOutIdsOfSeveralRows() {
    String first = scored("first", "1,a,1", "2,b,2", "3,a,1", "3,b,1");
    String second = scored("second", "1,a,1", "2,c,2", "3,a,2", "9,a,1");
    Cli run = run("compare", first + "/_summary.json", second, "--id-col=id");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "Of 2 rows that both have by 'id', 1 have the same answer and 2 leave at the same exit. Left out: 1 value of 'id' that several rows have.");
  }

  private String scored(String name, String... rows) {
    String place = summary(name, rows.length, "0.5", "null");
    Tables.text(
        folder.resolve(name).resolve("part-0.csv"),
        "id,prediction,exit\n" + String.join("\n", rows) + "\n");
    return place;
  }

  @Test
  void compare_policiesAndRuns_printsBothSides() {
    String cheap = folder.resolve("cheap.json").toString();
    calibrate("0.05", policy);
    calibrate("0.1", cheap);
    String out = folder.resolve("c.md").toString();
    Cli policies = run("compare", policy, cheap, "--traces", traces, "--out", out);
    assertThat(policies.code()).as(policies.err()).isZero();
    assertThat(policies.out())
        .contains("mean cost")
        .contains("threshold of exit 1")
        .contains("Measured on 1,200 rows of the same traces.")
        .contains("comparison " + out);
    assertThat(Tables.read(Path.of(out))).startsWith("## Two policies side by side");
    Cli runs = run("compare", summary("a", 40, "0.5", "\"p\""), summary("b", 50, "1.0", "null"));
    assertThat(runs.code()).as(runs.err()).isZero();
    assertThat(runs.out()).containsPattern("rows +40 +50 +\\+10").contains("+50.00%");
    Cli mixed = run("compare", policy, folder.resolve("a").toString());
    assertThat(mixed.code()).isEqualTo(1);
    assertThat(mixed.err()).contains("one is the output of a run, the other is not");
    Cli bare = run("compare", policy, cheap);
    assertThat(bare.err()).contains("without rows (give --traces)");
    assertThat(Files.exists(Path.of(out))).isTrue();
  }

  @Test
  void noise_ofATable_keepsRowsAndLabelsAndIsSeeded() {
    String data =
        Tables.text(
            folder.resolve("data.jsonl"),
            """
            {"id": 1, "text": "alpha beta gamma delta", "label": "x"}
            {"id": 2, "text": null, "label": "y"}
            {"id": 3, "text": "a", "label": "z"}
            """);
    String typos = "--typos=0.5";
    for (String out : List.of("one", "two")) {
      Cli run = run("noise", "--data", data, "--out", folder.resolve(out).toString(), typos);
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).startsWith("wrote 3 rows to ");
    }
    List<JsonNode> rows = Tables.jsonRows(folder.resolve("one"));
    assertThat(rows).isEqualTo(Tables.jsonRows(folder.resolve("two"))).hasSize(3);
    assertThat(rows).extracting(row -> row.get("label").asText()).containsExactly("x", "y", "z");
    assertThat(rows.get(0).get("text").asText())
        .isNotBlank()
        .isNotEqualTo("alpha beta gamma delta");
    assertThat(rows.get(1).path("text").isTextual()).isFalse();
    String pairs =
        Tables.text(
            folder.resolve("pairs.jsonl"),
            "{\"text\": \"alpha\", \"other\": \"beta gamma delta\"}");
    String noisy = folder.resolve("noisy").toString();
    Cli both = run("noise", "--data", pairs, "--text-pair-col=other", "--out", noisy, typos);
    assertThat(both.code()).as(both.err()).isZero();
    assertThat(Tables.jsonRows(folder.resolve("noisy")).get(0).get("other").asText())
        .isNotEqualTo("beta gamma delta");
    Cli typo = run("noise", "--data", pairs, "--text-pair-col=othr", "--out", noisy + "2");
    assertThat(typo.code()).isEqualTo(1);
    assertThat(typo.err()).contains("Cannot find column 'othr'").contains("--text-pair-col");
    Cli wrong = run("noise", "--data", data, "--out", "x", "--dropped-words=1");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("Cannot use --dropped-words 1.0 (must be from 0 to below 1)");
  }

  private String summary(String name, int rows, String cost, String policySha256) {
    try {
      Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Tables.text(
        folder.resolve(name).resolve("_summary.json"), SUMMARY.formatted(rows, cost, policySha256));
    return folder.resolve(name).toString();
  }
}

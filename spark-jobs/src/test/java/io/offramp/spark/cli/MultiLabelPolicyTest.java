// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static io.offramp.spark.cli.Cli.assertRefused;
import static io.offramp.spark.cli.Cli.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.certify.CalibrationSet;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.calibration.search.ExitTable;
import io.offramp.spark.cli.TaskRun.Scored;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.WordLabels;
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
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Policies for sets of labels: what calibrates, replays and reports them. */
@ExtendWith(SparkExtension.class)
final class MultiLabelPolicyTest {
  private final SparkSession spark;
  private final Path folder;
  private final MultiLabelRun task = MultiLabelRun.get();

  MultiLabelPolicyTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  /** Rows leave where the signal lets the same rows of the traces leave, whatever the threshold. */
  private void assertLeavesAsTraced(String file) throws IOException {
    ExitPolicy certified = ExitPolicyParser.read(Path.of(file));
    TraceTable table = TraceTable.read(spark, TraceSource.of(task.traces()).withIds());
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
    Scored scored = task.score(task.at("held.jsonl"), out(name), "--policy=" + file);
    Map<String, Integer> left = new HashMap<>();
    scored
        .rows()
        .forEach(row -> left.put(String.valueOf(row.<Object>getAs("id")), row.getAs("exit")));
    assertThat(left).as(name).isEqualTo(expected);
  }

  @Test
  void calibrate_otherSignals_areUsedOrRefused() throws IOException {
    for (String signal : List.of("patience-confidence", "learned")) {
      done(
          "calibrate",
          "--traces=" + task.traces(),
          "--max-disagreement=0.3",
          "--confidence=0.9",
          "--signal=" + signal,
          "--out=" + out(signal + ".json"));
      assertLeavesAsTraced(out(signal + ".json"));
    }
    for (String signal : List.of("margin", "certainty")) {
      assertRefused(
          "Cannot use signal \"%s\": it compares probabilities of one label".formatted(signal),
          "calibrate",
          "--traces=" + task.traces(),
          "--max-disagreement=0.3",
          "--signal=" + signal,
          "--out=" + out("none.json"));
    }
    assertRefused(
        "Cannot bound the accuracy drop of each label",
        "calibrate",
        "--traces=" + task.traces(),
        "--max-accuracy-drop=0.2",
        "--max-class-accuracy-drop=0.2",
        "--out=" + out("none.json"));
  }

  @Test
  void backtestAndReport_sets_areTaken() throws IOException {
    done(
        "backtest",
        "--traces=" + task.traces(),
        "--max-accuracy-drop=0.1",
        "--confidence=0.9",
        "--splits=3",
        "--json=" + out("backtest.json"));
    done(
        "report",
        "--policy=" + task.policy(),
        "--traces=" + task.traces(),
        "--out=" + out("report.md"));
    assertThat(Files.readString(folder.resolve("report.md"))).doesNotContain("NaN");
  }

  @Test
  void bench_andCsvOfTraces_areRefused() {
    assertRefused(
        "its task is multi-label (must be single-label; bench measures models of one label a row)",
        "bench",
        "--bundle=" + task.bundle(),
        "--data=" + task.corpus());
    String foreign =
        Tables.lines(
            folder.resolve("foreign.jsonl"), "{\"probabilities\":[[0.5,0.5,0],[0.5,0.5,0]]}");
    assertRefused(
        "Cannot use traces without a header of bundle",
        "calibrate",
        "--traces=" + foreign,
        "--bundle=" + task.bundle(),
        "--max-disagreement=0.3",
        "--out=" + out("none.json"));
  }

  /** Sets are named in any order; half of them or more that were none would be refused. */
  @Test
  void calibrate_labelBudget_takesSetsAsJson() {
    List<String> args =
        new ArrayList<>(
            List.of(
                "calibrate",
                "--traces=" + task.traces(),
                "--max-accuracy-drop=0.1",
                "--confidence=0.9",
                "--label-budget=300",
                "--out=" + out("few.json")));
    List<String> asking = new ArrayList<>(args);
    asking.add("--to-label=" + out("ids.csv"));
    done(asking.toArray(new String[0]));
    StringBuilder answers = new StringBuilder();
    for (WordLabels.Sample sample : task.held) {
      List<String> labels = new ArrayList<>(sample.labels());
      Collections.reverse(labels);
      String json = labels.isEmpty() ? "[]" : "[\"" + String.join("\", \"", labels) + "\"]";
      answers.append(
          "{\"id\":\"%d\",\"label\":\"%s\"}%n".formatted(sample.id(), json.replace("\"", "\\\"")));
    }
    args.add("--labels=" + Tables.text(folder.resolve("labels.jsonl"), answers.toString()));
    done(args.toArray(new String[0]));
    assertThat(folder.resolve("few.json")).exists();
  }
}

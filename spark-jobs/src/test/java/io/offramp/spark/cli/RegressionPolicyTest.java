// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static io.offramp.spark.cli.Cli.assertRefused;
import static io.offramp.spark.cli.Cli.done;
import static io.offramp.spark.cli.RegressionRun.TOLERANCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Policies for numbers: what calibrates, replays and reports them. */
@ExtendWith(SparkExtension.class)
final class RegressionPolicyTest {

  private final Path folder;
  private final RegressionRun task = RegressionRun.get();

  RegressionPolicyTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void calibrateAndOthers_withoutMeaningForNumbers_areRefused() {
    String[] calibrate = {
      "calibrate",
      "--traces=" + task.traces(),
      "--max-disagreement=0.3",
      "--out=" + out("none.json")
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
        "--traces=" + task.traces(),
        "--tolerance=1",
        "--max-accuracy-drop=0.2",
        "--max-class-accuracy-drop=0.2",
        "--out=" + out("none.json"));
    assertRefused(
        "Cannot ask for a few labels: answers are numbers",
        "calibrate",
        "--traces=" + task.traces(),
        "--tolerance=" + TOLERANCE,
        "--max-accuracy-drop=0.2",
        "--confidence=0.9",
        "--label-budget=100",
        "--to-label=" + out("ids.csv"),
        "--out=" + out("none.json"));
    assertRefused(
        "Cannot use --tolerance 3 with policy",
        "report",
        "--policy=" + task.policy(),
        "--traces=" + task.traces(),
        "--tolerance=3",
        "--out=" + out("report.md"));
    assertRefused(
        "its task is regression (must be single-label; bench measures models of one label a row)",
        "bench",
        "--bundle=" + task.bundle(),
        "--data=" + task.corpus());
    assertRefused(
        "Cannot use --distill-temperature with --task regression",
        "train",
        "--task=regression",
        "--distill-temperature=3",
        "--data=" + task.corpus(),
        "--dev=" + task.corpus(),
        "--out=" + out("none"));
  }

  private static String[] with(String[] args, String... more) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  @Test
  void backtestReportAndCompare_numbers_areTaken() throws IOException {
    done(
        "backtest",
        "--traces=" + task.traces(),
        "--tolerance=" + TOLERANCE,
        "--max-accuracy-drop=0.1",
        "--confidence=0.9",
        "--splits=3",
        "--json=" + out("backtest.json"));
    assertThat(Files.readString(folder.resolve("backtest.json"))).doesNotContain("patience");
    done(
        "calibrate",
        "--traces=" + task.traces(),
        "--tolerance=1",
        "--max-disagreement=0.6",
        "--confidence=0.9",
        "--out=" + out("tight.json"));
    done(
        "report",
        "--policy=" + out("tight.json"),
        "--traces=" + task.traces(),
        "--data=" + task.at("held.jsonl"),
        "--out=" + out("report.json"));
    JsonNode report = Tables.json(folder.resolve("report.json"));
    JsonNode sample = report.get("differences").get("sample").get(0);
    assertThat(Double.parseDouble(sample.get("answer").textValue()))
        .isNotCloseTo(Double.parseDouble(sample.get("full-depth-answer").textValue()), within(1.0));
    assertThat(sample.get("text").textValue()).isNotBlank();
    done(
        "report",
        "--policy=" + task.policy(),
        "--traces=" + task.traces(),
        "--out=" + out("report.md"));
    assertThat(Files.readString(folder.resolve("report.md")))
        .doesNotContain("NaN")
        .contains("no farther than 25 from the label");
    assertRefused(
        "they are certified for different tolerances, 25 and 1",
        "compare",
        task.policy(),
        out("tight.json"),
        "--traces=" + task.traces());
    assertThat(done("compare", task.policy(), task.blind(), "--traces=" + task.traces()).out())
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
        done(
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
}

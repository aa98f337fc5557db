// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.SyntheticTraces;
import io.offramp.spark.fixture.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Labels that no exit ever predicts: all of them lose nothing, so they may not be many. */
@ExtendWith(SparkExtension.class)
final class StrayLabelsTest {
  private static final int ROWS = 600;
  private static final String[] LONG_COLUMNS = {
    "--id-col=Sample_ID",
    "--exit-col=Exit",
    "--confidence-col=Confidence",
    "--prediction-col=Prediction",
    "--label-col=Label"
  };

  private final SparkSession spark;
  private final Path folder;
  private final Path policy;

  StrayLabelsTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.policy = folder.resolve("policy.json");
  }

  private Cli run(String command, String traces, String... more) {
    assertThat(spark.sparkContext().isStopped()).isFalse();
    List<String> args = new ArrayList<>(List.of(command, "--traces", traces, "--confidence=0.9"));
    args.addAll(List.of(more));
    if (command.equals("calibrate")) {
      args.add("--out=" + policy);
    }
    return Cli.run(args.toArray(new String[0]));
  }

  private static List<SyntheticTraces.Sample> samples(
      int every, UnaryOperator<String> label, int rows) {
    return SyntheticTraces.samples(rows, 11).stream()
        .map(
            s ->
                new SyntheticTraces.Sample(
                    s.id(),
                    s.id() % every == 0 ? label.apply(s.label()) : s.label(),
                    s.language(),
                    s.predictions(),
                    s.confidences()))
        .toList();
  }

  private String wide(int every, UnaryOperator<String> label) {
    return Tables.text(
        folder.resolve("wide.csv"), SyntheticTraces.wide(samples(every, label, ROWS)));
  }

  @Test
  void run_labelsInAnotherCase_areRefusedWithBothSpellings() {
    String traces = wide(1, label -> label.toUpperCase(Locale.ROOT));
    for (String command : List.of("calibrate", "backtest")) {
      Cli run = run(command, traces, "--max-accuracy-drop=0.05");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err())
          .contains(
              "Cannot use the labels in traces %s: 600 of 600 labelled rows (100.0%%) have a label that no exit predicts for any row, such as '"
                  .formatted(traces))
          .contains("'NEWS'", "while predictions are such as 'news', 'sports', 'weather'")
          .contains(
              "(labels must be written as predictions are; leave the cell empty where a label is unknown)");
    }
    assertThat(policy).doesNotExist();
  }

  @Test
  void run_halfOfTheLabelsNeverPredicted_isRefused() {
    Cli run = run("calibrate", wide(2, label -> "-1"), "--max-accuracy-drop=0.05");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("300 of 600 labelled rows (50.0%)", "such as '-1',");
  }

  @Test
  void run_fewLabelsNeverPredicted_goesOnWithAWarning() {
    String traces = wide(3, label -> "nan");
    String warning =
        "warning: in traces %s, 200 of 600 labelled rows (33.3%%) have a label that no exit predicts for any row, such as 'nan', while"
            .formatted(traces);
    Cli calibrated = run("calibrate", traces, "--max-accuracy-drop=0.05");
    assertThat(calibrated.code()).as(calibrated.err()).isZero();
    assertThat(calibrated.err()).containsOnlyOnce(warning);
    Cli tested = run("backtest", traces, "--max-accuracy-drop=0.05", "--splits=2");
    assertThat(tested.code()).as(tested.err()).isZero();
    assertThat(tested.err()).containsOnlyOnce(warning);
  }

  @Test
  void run_allLabelsPredicted_warnsOfNothing() {
    Cli run = run("calibrate", wide(1, label -> label), "--max-accuracy-drop=0.05");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("no exit predicts");
  }

  @Test
  void run_idsTakenForLabels_areRefusedInALongTrace() {
    String traces =
        Tables.text(
            folder.resolve("long.csv"), SyntheticTraces.tall(samples(1, label -> label, ROWS)));
    List<String> options = new ArrayList<>(List.of(LONG_COLUMNS));
    options.set(4, "--label-col=Sample_ID");
    options.add("--max-accuracy-drop=0.05");
    Cli run = run("calibrate", traces, options.toArray(new String[0]));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("600 of 600 labelled rows", "such as '0', '1', '2', while");
  }

  @Test
  void run_labelColumnOfAnotherName_isSaidWithTheNearest() {
    String traces =
        Tables.text(
            folder.resolve("wide.csv"),
            SyntheticTraces.wide(samples(1, label -> label, 100)).replaceFirst("label", "Label"));
    for (String command : List.of("calibrate", "backtest")) {
      Cli run = run(command, traces, "--max-accuracy-drop=0.1");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err())
          .contains(
              "Cannot bound the accuracy drop: the traces %s have no column 'label' (they have [id, Label, "
                  .formatted(traces),
              "; did you mean 'Label'? name the right one with --label-col)")
          .doesNotContain("label-budget");
      Cli other = run(command, traces, "--max-disagreement=0.4");
      assertThat(other.code()).as(other.err()).isZero();
    }
  }

  @Test
  void run_backtestWithoutALabel_isNotSentToOptionsItLacks() {
    Cli run = run("backtest", wide(1, label -> ""), "--max-accuracy-drop=0.1");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("0 of 600 rows are labelled (must be at least 1; --max-disagreement needs no")
        .doesNotContain("label-budget");
  }

  @Test
  void run_disagreement_needsNoLabelsAndOnlyWarns() {
    Cli run = run("calibrate", wide(1, label -> "x"), "--max-disagreement=0.2");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("600 of 600 labelled rows (100.0%)");
  }

  @Test
  void run_namedClasses_takeIndexesAndRefuseOtherLabels() {
    List<String> names = List.of("news", "sports", "weather");
    String named = "--classes=news,sports,weather";
    String indexes = wide(1, label -> String.valueOf(names.indexOf(label)));
    Cli run = run("calibrate", indexes, "--max-accuracy-drop=0.05", named);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("no exit predicts");
    Cli other = run("calibrate", wide(9, label -> "-1"), "--max-accuracy-drop=0.05", named);
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err()).contains("label '-1' is not among [news, sports, weather]");
  }

  @Test
  void run_labelOutsideOfTheProbabilities_isRefused() {
    String rows = SyntheticTraces.probabilities(samples(1, label -> label, 100));
    String traces =
        Tables.text(folder.resolve("p.jsonl"), rows.replaceFirst("\"label\":\\d", "\"label\":-1"));
    Cli run = run("calibrate", traces, "--max-accuracy-drop=0.2");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("label '-1' is not among [0, 1, 2]");
  }
}

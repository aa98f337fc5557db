// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.SyntheticTraces;
import io.offramp.spark.fixture.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code calibrate --label-budget}, both steps, on traces whose labels are hidden. */
@ExtendWith(SparkExtension.class)
final class LabelBudgetTest {
  private static final int ROWS = 3000;

  private final SparkSession spark;
  private final Path policy;
  private final Path asked;
  private final Path answered;
  private final String traces;
  private final Map<String, String> labels;

  LabelBudgetTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.policy = folder.resolve("policy.json");
    this.asked = folder.resolve("to-label.csv");
    this.answered = folder.resolve("labels.csv");
    List<SyntheticTraces.Sample> samples = SyntheticTraces.samples(ROWS, 11);
    this.labels =
        samples.stream()
            .collect(Collectors.toMap(s -> String.valueOf(s.id()), SyntheticTraces.Sample::label));
    this.traces =
        Tables.text(folder.resolve("traces.csv"), SyntheticTraces.wideWithoutLabels(samples));
  }

  private Cli calibrate(String... more) {
    assertThat(spark.sparkContext().isStopped()).isFalse();
    List<String> args =
        new ArrayList<>(List.of("calibrate", "--traces", traces, "--max-accuracy-drop", "0.02"));
    args.addAll(List.of("--confidence", "0.9", "--out", policy.toString()));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(new String[0]));
  }

  private List<String> ask() {
    Cli run = calibrate("--label-budget", "300", "--to-label", asked.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains(" rows of 3,000, which stand for ");
    assertThat(policy).doesNotExist();
    List<String> lines = Tables.read(asked).lines().toList();
    assertThat(lines.get(0)).isEqualTo("id,label");
    return lines.subList(1, lines.size()).stream()
        .map(line -> line.substring(0, line.length() - 1))
        .toList();
  }

  private Cli answer(List<String> ids, UnaryOperator<String> label) {
    String rows =
        ids.stream().map(id -> id + "," + label.apply(id)).collect(Collectors.joining("\n"));
    Tables.text(answered, "id,label\n" + rows + "\n");
    return calibrate("--label-budget", "300", "--labels", answered.toString());
  }

  @Test
  void run_bothSteps_certifiesWithTheLabelsAskedFor() {
    List<String> ids = ask();
    assertThat(ids).hasSizeBetween(20, 300).doesNotHaveDuplicates().isSubsetOf(labels.keySet());
    Cli run = answer(ids, labels::get);
    assertThat(run.code()).as(run.err()).isZero();
    Claim claim = ExitPolicyParser.read(policy).guarantee().claims().get(0);
    assertThat(claim.rows()).isGreaterThan(2L * ids.size());
    assertThat(run.out()).contains(ids.size() + " labels where policies differ");
  }

  @Test
  void run_exitsThatNeverDiffer_needNoLabel() {
    StringBuilder alike =
        new StringBuilder("id,confidence_1,prediction_1,confidence_2,prediction_2\n");
    for (int row = 0; row < 500; row++) {
      alike.append("r%d,0.%d,a,0.99,a\n".formatted(row, 60 + row % 40));
    }
    String same = Tables.text(asked.resolveSibling("alike.csv"), alike.toString());
    List<String> options =
        List.of("calibrate", "--traces", same, "--max-accuracy-drop", "0.02", "--confidence=0.9");
    List<String> rest = List.of("--label-budget=50", "--out", policy.toString());
    List<String> first = new ArrayList<>(options);
    first.addAll(rest);
    first.addAll(List.of("--to-label", asked.toString()));
    Cli ask = Cli.run(first.toArray(new String[0]));
    assertThat(ask.code()).as(ask.err()).isZero();
    assertThat(Tables.read(asked)).isEqualTo("id,label\n");
    List<String> second = new ArrayList<>(options);
    second.addAll(rest);
    second.addAll(List.of("--labels", asked.toString()));
    Cli certify = Cli.run(second.toArray(new String[0]));
    assertThat(certify.code()).as(certify.err()).isZero();
    assertThat(policy).exists();
  }

  @Test
  void run_again_asksForTheSameRows() throws IOException {
    List<String> ids = ask();
    Files.delete(asked);
    assertThat(ask()).isEqualTo(ids);
  }

  @Test
  void run_fileToLabelThatIsThere_isNotWrittenOver() {
    Tables.text(asked, "id,label\n7,news\n");
    Cli run = calibrate("--label-budget", "300", "--to-label", asked.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "Cannot write rows to label %s: it already exists (delete it, or name another file with --to-label)"
                .formatted(asked));
    assertThat(asked).hasContent("id,label\n7,news\n");
  }

  @Test
  void run_idsOfSeveralRows_areRefusedByBothSteps() {
    List<String> ids = ask();
    String traced = Tables.read(Path.of(traces));
    for (String other : labels.keySet()) {
      if (!ids.contains(other)) { // a row that needs no label has the id of one that does
        Tables.text(
            Path.of(traces), traced.replaceFirst("(?m)^%s,".formatted(other), ids.get(0) + ","));
        break;
      }
    }
    String refusal =
        "Cannot label rows by their ids: id '%s' is that of 2 rows (must be of one; "
            .formatted(ids.get(0));
    Cli second = answer(ids, labels::get);
    assertThat(second.code()).isEqualTo(1);
    assertThat(second.err()).contains(refusal);
    Path file = asked.resolveSibling("again.csv");
    Cli first = calibrate("--label-budget", "300", "--to-label", file.toString());
    assertThat(first.code()).isEqualTo(1);
    assertThat(first.err()).contains(refusal);
    assertThat(file).doesNotExist();
    assertThat(policy).doesNotExist();
  }

  @Test
  void run_labelThatTheModelDoesNotKnow_isALabelAndSaid() {
    List<String> ids = ask();
    Cli run = answer(ids, id -> ids.indexOf(id) < 3 ? "gardening" : labels.get(id));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err())
        .contains(
            "warning: in %s, 3 of %d labelled rows (".formatted(answered, ids.size()),
            "such as 'gardening', while predictions are such as 'news', 'sports', 'weather'");
  }

  @Test
  void run_labelsWrittenOtherwiseThanPredictions_areRefused() {
    List<String> ids = ask();
    Cli run = answer(ids, id -> labels.getOrDefault(id, "").toUpperCase(Locale.ROOT));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("Cannot use the labels in %s: %2$d of %2$d".formatted(answered, ids.size()))
        .contains("labels must be written as predictions are");
    assertThat(policy).doesNotExist();
  }

  @Test
  void run_indexesOfNamedClasses_areTheirLabels() {
    List<String> names = List.of("news", "sports", "weather");
    List<String> ids = ask();
    Cli byName = answer(ids, labels::get);
    List<Claim> claims = ExitPolicyParser.read(policy).guarantee().claims();
    assertThat(byName.code()).as(byName.err()).isZero();
    Cli unnamed = answer(ids, id -> String.valueOf(names.indexOf(labels.get(id))));
    assertThat(unnamed.err()).contains("no exit predicts", "'news', 'sports', 'weather'");
    Cli named =
        calibrate(
            "--label-budget=300", "--labels=" + answered, "--classes=" + String.join(",", names));
    assertThat(named.code()).as(named.err()).isZero();
    assertThat(named.err()).doesNotContain("no exit predicts");
    assertThat(ExitPolicyParser.read(policy).guarantee().claims()).isEqualTo(claims);
  }

  @Test
  void run_labelMissing_isRefusedWithItsRow() {
    List<String> ids = ask();
    Cli run = answer(ids, id -> id.equals(ids.get(0)) ? "" : labels.get(id));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "1 of the %d rows asked for have none, such as id %s".formatted(ids.size(), ids.get(0)))
        .doesNotContain("\tat ");
    assertThat(policy).doesNotExist();
  }

  @Test
  void run_twoLabelsForARow_areRefused() {
    List<String> ids = new ArrayList<>(ask());
    ids.add(ids.get(0));
    int[] calls = {0};
    Cli run = answer(ids, id -> ++calls[0] < ids.size() ? "news" : "sports");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("has two labels");
  }

  @Test
  void run_labelsWithoutTheirColumns_areRefusedNamingThem() {
    Tables.text(answered, "key,answer\n1,news\n");
    Cli run = calibrate("--label-budget", "300", "--labels", answered.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "Cannot use labels %s: it has no column 'id' but [key, answer] (must have the columns id and label, as --to-label writes them)"
                .formatted(answered));
  }

  @Test
  void run_optionsThatDoNotGoTogether_areRefused() {
    assertThat(calibrate("--label-budget", "300").err()).contains("give --to-label FILE");
    assertThat(calibrate("--label-budget", "0", "--to-label", "x").err())
        .contains("Cannot use --label-budget 0 (must be 1 or more)");
    assertThat(calibrate("--to-label", "x").err()).contains("without --label-budget");
    assertThat(calibrate("--label-budget", "9", "--to-label", "x", "--asymptotic").err())
        .contains("--label-budget with --asymptotic");
    assertThat(calibrate("--label-budget", "9", "--to-label", "x", "--max-cost", "0.5").err())
        .contains("must be a bound on the accuracy drop alone");
  }
}

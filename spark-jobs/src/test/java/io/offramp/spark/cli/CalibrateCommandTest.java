// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.policy.Validity;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.SyntheticTraces;
import io.offramp.spark.fixture.Tables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The targets and methods of {@code calibrate}, and what it prints. */
@ExtendWith(SparkExtension.class)
final class CalibrateCommandTest {
  private final SparkSession spark;
  private final Path folder;
  private final Path policy;

  CalibrateCommandTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.policy = folder.resolve("policy.json");
  }

  private Cli calibrate(int rows, String... more) {
    assertThat(spark.sparkContext().isStopped()).isFalse();
    String traces =
        Tables.text(
            folder.resolve("traces.csv"), SyntheticTraces.wide(SyntheticTraces.samples(rows, 11)));
    List<String> args = new ArrayList<>(List.of("calibrate", "--traces", traces));
    args.addAll(List.of("--confidence", "0.9", "--out", policy.toString()));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(new String[0]));
  }

  private ExitPolicy certified(Cli run) {
    assertThat(run.code()).as(run.err()).isZero();
    return ExitPolicyParser.read(policy);
  }

  private void assertNone(Cli run, String... reasons) {
    assertThat(run.code()).as(run.err()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("offramp: no policy was certified. ").contains(reasons);
    assertThat(policy).doesNotExist();
  }

  @Test
  void run_accuracyDrop_printsMethodClaimsAndStatement() {
    Cli run = calibrate(3000, "--max-accuracy-drop", "0.02");
    ExitPolicy read = certified(run);
    Claim claim = read.guarantee().claims().get(0);
    assertThat(claim.quantity()).isEqualTo(Quantity.ACCURACY_DROP);
    assertThat(claim.test()).isEqualTo("exact-trinomial");
    assertThat(read.guarantee().method()).startsWith("one level on signals calibrated per exit");
    assertThat(run.out())
        .contains(
            "signal max-probability",
            "method: %s; %,d levels tested"
                .formatted(read.guarantee().method(), read.guarantee().levelsTested()),
            "certified: accuracy-drop at most 0.02 (",
            "on %,d rows; %,d harmful, %,d helpful; exact-trinomial, p "
                .formatted(claim.rows(), claim.harmful(), claim.helpful()),
            "delta %s)".formatted(claim.delta()),
            read.guarantee().statement())
        .doesNotContain("asymptotic");
  }

  @Test
  void run_costAlone_certifiesItAndSpendsIt() {
    ExitPolicy read = certified(calibrate(3000, "--max-cost", "0.7"));
    assertThat(read.guarantee().claims())
        .extracting(Claim::quantity)
        .containsExactly(Quantity.COST);
    assertThat(read.guarantee().expectedCost()).isBetween(0.6, 0.7);
  }

  @Test
  void run_riskAndCost_certifiesBoth() {
    Cli run = calibrate(3000, "--max-disagreement", "0.15", "--max-cost", "0.9");
    assertThat(certified(run).guarantee().claims())
        .extracting(Claim::quantity)
        .containsExactly(Quantity.DISAGREEMENT, Quantity.COST);
    assertThat(run.out())
        .contains("certified: disagreement at most 0.15 (", "certified: cost at most 0.9 (");
  }

  @Test
  void run_classes_areCertifiedEach() {
    Cli run = calibrate(4000, "--max-accuracy-drop", "0.03", "--max-class-accuracy-drop", "0.05");
    assertThat(certified(run).guarantee().claims())
        .extracting(Claim::slice)
        .containsExactly(
            Optional.empty(),
            Optional.of("label \"news\""),
            Optional.of("label \"sports\""),
            Optional.of("label \"weather\""));
    assertThat(run.out()).contains("accuracy-drop of rows with label \"sports\" at most 0.05 (");
  }

  @Test
  void run_slices_areCertifiedEach() {
    Cli run =
        calibrate(
            4000,
            "--max-disagreement=0.1",
            "--max-slice-risk=0.2",
            "--slice-col=language",
            "--slice-col=label");
    assertThat(certified(run).guarantee().claims())
        .extracting(claim -> claim.slice().orElse("all"))
        .containsExactly(
            "all",
            "language \"de\"",
            "language \"en\"",
            "label \"news\"",
            "label \"sports\"",
            "label \"weather\"");
    assertThat(run.err()).doesNotContain("are not bounded");
  }

  @Test
  void run_sliceWithTooFewRows_isNamedAndNothingWritten() {
    assertNone(
        calibrate(300, "--max-disagreement=0.3", "--max-slice-risk=0.05", "--slice-col=language"),
        "Cannot certify disagreement for rows with language \"de\" at most 0.05: ",
        "rows to certify on (must be 45 or more");
  }

  @Test
  void run_sliceColumnWithoutBound_isSaid() {
    Cli run = calibrate(300, "--max-disagreement=0.2", "--slice-col=language");
    assertThat(certified(run).guarantee().claims()).hasSize(1);
    assertThat(run.err())
        .contains("the slices of language are not bounded (give --max-slice-risk to bound them)");
  }

  @Test
  void run_tooSmallARisk_endsWithThree() {
    assertNone(
        calibrate(300, "--max-accuracy-drop", "0.001"),
        "Cannot certify accuracy-drop at most 0.001",
        "must be 2302 or more");
  }

  @Test
  void run_costOutOfReach_endsWithThree() {
    assertNone(
        calibrate(2000, "--max-accuracy-drop", "0.005", "--max-cost", "0.35"), "Cannot certify ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "patience",
        "patience-confidence",
        "vote",
        "mean-max-probability",
        "learned",
        "max-probability"
      })
  void run_signalOfAnswers_isThePolicys(String signal) {
    Cli run = calibrate(1500, "--max-accuracy-drop", "0.04", "--signal", signal);
    assertThat(certified(run).signal().id()).isEqualTo(signal);
    assertThat(run.out()).contains("of full depth, signal " + signal);
  }

  @Test
  void run_signalThatNeedsProbabilities_isRefused() {
    Cli run = calibrate(300, "--max-accuracy-drop", "0.04", "--signal", "margin");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("Cannot compute the margin signal: the trace has predictions and confidences");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shrunken-isotonic", "isotonic", "platt", "temperature", "none"})
  void run_calibration_isTheMethods(String calibration) {
    Cli run = calibrate(1500, "--max-accuracy-drop", "0.04", "--calibration", calibration);
    assertThat(certified(run).guarantee().method()).contains("(" + calibration + ")");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exact-trinomial", "exact-binomial", "hoeffding-bentkus", "betting"})
  void run_riskTest_isTheClaims(String test) {
    Cli run = calibrate(1500, "--max-accuracy-drop", "0.06", "--risk-test", test);
    Claim claim = certified(run).guarantee().claims().get(0);
    assertThat(claim.test()).isEqualTo(test);
    assertThat(run.out())
        .contains(
            test.equals("betting") ? "helpful; betting, delta" : "helpful; %s, p ".formatted(test));
  }

  @Test
  void run_asymptotic_saysSo() {
    Cli run = calibrate(400, "--max-accuracy-drop", "0.04", "--asymptotic");
    ExitPolicy read = certified(run);
    assertThat(read.guarantee().validity()).isEqualTo(Validity.ASYMPTOTIC);
    assertThat(run.out())
        .contains("cross-fitted in 5 folds", "The guarantee is asymptotic: ")
        .contains(read.guarantee().statement());
  }

  @Test
  void run_seed_decidesAlone() throws Exception {
    String[] args = {"--max-accuracy-drop", "0.02", "--seed", "3"};
    ExitPolicy one = certified(calibrate(2000, args));
    Files.delete(policy);
    ExitPolicy again = certified(calibrate(2000, args));
    assertThat(again.thresholds()).isEqualTo(one.thresholds());
    assertThat(again.guarantee()).isEqualTo(one.guarantee());
    ExitPolicy other = certified(calibrate(2000, "--max-accuracy-drop", "0.02"));
    assertThat(other.provenance().seed()).isEqualTo(17);
    assertThat(other.thresholds()).isNotEqualTo(one.thresholds());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.certify.CalibrationOptions;
import io.offramp.calibration.certify.CalibrationRequest;
import io.offramp.calibration.certify.Calibrator;
import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Methods;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.report.ReportData.Alternative;
import io.offramp.calibration.report.ReportData.CurvePoint;
import io.offramp.calibration.report.ReportData.Point;
import io.offramp.calibration.signal.HistorySignal;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.trace.Trace;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What reports say of policies that the traces bear out, and of others. */
final class PolicyReportTest {
  private static final Trace TRACE = SampleReports.trace(3000, 6, 0, 1);

  private static ReportData report(ExitPolicy policy, Trace trace) {
    return PolicyReport.of(SampleReports.input(trace, policy, List.of()));
  }

  private static ExitPolicy certified(Goal goal, Signal signal) {
    CalibrationRequest request =
        new CalibrationRequest(goal, 5, Optional.empty(), "t", "2026-01-31T12:00:00Z");
    return ((Certified)
            Calibrator.calibrate(
                TRACE, request, Methods.recommended(CalibrationOptions.DEFAULT.with(signal))))
        .policy();
  }

  @Test
  void policy_ofTheseTraces_isReproducedAndMeasuredOnItsCertifyingRows() {
    ExitPolicy policy = SampleReports.policy(TRACE, 0.02);
    ReportData data = report(policy, TRACE);
    Claim claim = policy.guarantee().claims().get(0);
    Point own = data.points().get(data.chosen());
    assertThat(data.headline().status()).isEqualTo("reproduced");
    assertThat(data.headline().warnings()).isEmpty();
    assertThat(data.rows().measured()).isEqualTo((int) claim.rows());
    assertThat(data.rows().tuning()).isEqualTo(3000 - (int) claim.rows());
    assertThat(Objects.requireNonNull(own.risk()).value()).isEqualTo(claim.estimate());
    assertThat(own.bound()).isEqualTo(0.02);
    assertThat(data.headline().sentence())
        .isEqualTo(
            "Certified: compared with running every row to the last exit, this policy loses at most 2 points of accuracy. Checked on %,d held-back rows; such a statement is wrong at most 5%% of the time."
                .formatted(claim.rows()));
  }

  @Test
  void points_alongTheBounds_costLessTheMoreTheyAllow() {
    ReportData data = report(SampleReports.policy(TRACE, 0.02), TRACE);
    double bound = 0;
    double cost = 2;
    for (Point point : data.points()) {
      assertThat(Objects.requireNonNull(point.bound())).isGreaterThan(bound);
      assertThat(point.cost().value()).isLessThanOrEqualTo(cost + 0.02);
      assertThat(point.leaving().stream().mapToInt(Integer::intValue).sum())
          .isEqualTo(data.rows().measured());
      bound = Objects.requireNonNull(point.bound());
      cost = point.cost().value();
    }
    assertThat(cost).isLessThan(data.points().get(0).cost().value());
  }

  @Test
  void frontier_marksAsCertifiedWhatWasTestedUpToThePolicy() {
    ReportData data = report(SampleReports.policy(TRACE, 0.02), TRACE);
    List<CurvePoint> points = data.frontier().get(0).points();
    int last = -1;
    for (int i = 0; i < points.size(); i++) {
      last = points.get(i).certified() ? i : last;
    }
    assertThat(last).isPositive().isLessThan(points.size() - 1);
    assertThat(points.subList(0, last)).allMatch(CurvePoint::certified);
    assertThat(points.get(last).cost()).isEqualTo(data.points().get(data.chosen()).cost().value());
  }

  @Test
  void naiveTuning_isShownToBreakItsBoundFarTooOften() {
    ReportData data = report(SampleReports.policy(TRACE, 0.02), TRACE);
    Alternative naive =
        data.alternatives().stream()
            .filter(a -> a.name().equals("naive"))
            .findFirst()
            .orElseThrow();
    Alternative own = data.alternatives().get(0);
    double allowed = Objects.requireNonNull(data.backtest()).allowed();
    assertThat(own.name()).isEqualTo("offramp");
    Estimate broken = Objects.requireNonNull(naive.violationRate());
    assertThat(broken.low()).isGreaterThan(allowed);
    assertThat(Objects.requireNonNull(own.violationRate()).value()).isLessThan(broken.value() / 2);
    assertThat(Objects.requireNonNull(naive.risk()).value()).isLessThanOrEqualTo(0.02);
  }

  @Test
  void policy_ofOtherTraces_isSaidNotToBeBorneOut() {
    ReportData data =
        report(SampleReports.policy(TRACE, 0.02), SampleReports.trace(2500, 6, 0.2, 9));
    assertThat(data.headline().status()).isEqualTo("stated");
    assertThat(data.headline().warnings())
        .singleElement()
        .asString()
        .startsWith("These traces do not bear out the certificate")
        .contains("all 2,500 rows");
    assertThat(data.rows().certifying()).isFalse();
    assertThat(data.rows().measured()).isEqualTo(2500);
    assertThat(data.points()).hasSize(12);
  }

  @Test
  void policy_ofADisagreementAndAnotherSignal_isReproduced() {
    ReportData data =
        report(
            certified(
                Goal.of(new MaxDisagreement(0.1), 0.9),
                new HistorySignal(HistorySignal.Kind.PATIENCE_CONFIDENCE, 6)),
            TRACE);
    assertThat(data.headline().status()).isEqualTo("reproduced");
    assertThat(data.rows().risk()).isEqualTo("disagreement");
    assertThat(data.headline().sentence()).contains("answers at most 10% of rows differently");
  }

  @Test
  void policy_ofACostAlone_hasOnePointAndSaysWhy() {
    ReportData data =
        report(
            certified(
                new Goal(
                    Optional.empty(),
                    OptionalDouble.of(0.7),
                    OptionalDouble.empty(),
                    List.of(),
                    0.9),
                LoneExitSignal.MAX_PROBABILITY),
            TRACE);
    assertThat(data.headline().status()).isEqualTo("reproduced");
    assertThat(data.points()).hasSize(1);
    assertThat(data.whatIf()).isEqualTo("The policy bounds no risk, so there is no bound to move.");
    assertThat(data.headline().sentence()).contains("costs at most 70% of it on average");
  }

  @Test
  void traces_ofAnotherNumberOfExits_areRefused() {
    ExitPolicy policy = SampleReports.policy(TRACE, 0.02);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> report(policy, SampleReports.trace(100, 4, 0, 1)))
        .withMessage(
            "Cannot report on policy news.policy.json with traces held-back.traces: it is of 6 exits, they are of 4 (give the traces that it was calibrated on)");
  }

  @Test
  void differences_ofClasses_areToldInWordsAndNoneIsTheSame() {
    ReportData data = report(SampleReports.policy(TRACE, 0.02), TRACE);
    assertThat(data.differences().words())
        .isEqualTo(
            "%,d of %,d rows get another answer than at full depth: %,d of them lose a right answer, %,d gain one.",
            data.differences().rows(),
            data.rows().measured(),
            data.differences().harmful(),
            data.differences().helpful());
    assertThat(data.differences().same()).isZero();
    assertThat(data.noSlices()).isNull();
  }

  /** Sets of labels are classes whose parts have no names. */
  @Test
  void parts_ofLabelsThatAreSets_areNotSaidToLackLabels() {
    ExitPolicy policy = SampleReports.policy(TRACE, 0.02);
    ReportData data = PolicyReport.of(SampleReports.input(TRACE, policy, List.of(), List.of()));
    assertThat(data.noSlices()).startsWith("Labels are sets, so there are no classes");
  }

  @Test
  void slices_standWithTheWorstFirst() {
    ReportData data = report(SampleReports.policy(TRACE, 0.02), TRACE);
    assertThat(data.slices()).hasSize(8);
    assertThat(data.slices()).extracting(slice -> -slice.risk().value()).isSorted();
    assertThat(
            data.slices().stream()
                .filter(s -> s.name().startsWith("label"))
                .mapToInt(ReportData.SliceFacts::rows)
                .sum())
        .isEqualTo(data.rows().measured());
  }

  @Test
  void comparison_ofTwoPolicies_standsSideBySide() {
    ExitPolicy safe = SampleReports.policy(TRACE, 0.01);
    ExitPolicy cheap = SampleReports.policy(TRACE, 0.04);
    ComparisonData data = Comparison.ofPolicies("safe", safe, "cheap", cheap, TRACE);
    ComparisonData.Figure cost = data.figures().get(0);
    assertThat(cost.name()).isEqualTo("mean cost");
    assertThat(Objects.requireNonNull(cost.difference())).isNegative();
    assertThat(Objects.requireNonNull(cost.first())).isEqualTo(safe.guarantee().expectedCost());
    assertThat(ComparisonText.rows(data).get(0)).containsExactly("", "safe", "cheap", "difference");
    assertThat(data.notes().get(0)).startsWith("Measured on 3,000 rows of the same traces.");
    assertThat(ReportFiles.text(data, ReportFormat.MD)).startsWith("## Two policies side by side");
    assertThat(ReportFiles.text(data, ReportFormat.HTML)).contains("offramp-comparison");
    assertThat(Comparison.ofPolicies("a", safe, "b", safe, TRACE).figures())
        .allMatch(figure -> figure.difference() == null || figure.difference() == 0);
  }

  /** A policy that also bounds parts of the rows promises more than one that does not. */
  @Test
  void comparison_ofPromises_looksAtPartsOfTheRows() {
    ExitPolicy plain = SampleReports.policy(TRACE, 0.03);
    ExitPolicy sports = SampleReports.withSlices(plain, List.of("label \"sports\""), 0.1);
    ExitPolicy news = SampleReports.withSlices(plain, List.of("label \"news\""), 0.1);
    assertThat(certified(plain, sports))
        .containsExactly(
            "certified",
            "accuracy-drop at most 0.03, confidence 0.95",
            "accuracy-drop at most 0.03, accuracy-drop at most 0.1 for label \"sports\", confidence 0.95",
            "differs");
    assertThat(certified(sports, news)).last().isEqualTo("differs");
    assertThat(certified(sports, sports)).last().isEqualTo("same");
    assertThat(ComparisonText.rows(Comparison.ofPolicies("a", plain, "b", news, TRACE)))
        .filteredOn(row -> row.get(0).equals("bundle"))
        .allSatisfy(row -> assertThat(row.get(1)).hasSizeLessThan(14));
  }

  private static List<String> certified(ExitPolicy first, ExitPolicy second) {
    return ComparisonText.rows(Comparison.ofPolicies("a", first, "b", second, TRACE)).stream()
        .filter(row -> row.get(0).equals("certified"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void headline_ofManyParts_saysWhatEachIsPromised() {
    List<String> parts =
        IntStream.range(0, 151).mapToObj(i -> "label \"%d\"".formatted(i)).toList();
    ExitPolicy policy = SampleReports.withSlices(SampleReports.policy(TRACE, 0.03), parts, 0.1);
    assertThat(Headlines.sentence(policy.guarantee()))
        .contains(
            "this policy loses at most 3 points of accuracy and loses at most 10 points of accuracy in each of 151 parts of the rows. Checked on");
  }

  @Test
  void saving_ofAGain_isNoNegativeLoss() {
    Estimate gain = new Estimate(-0.0109, -0.0239, 0.0022);
    Estimate loss = new Estimate(0.0109, -0.0022, 0.0239);
    assertThat(Headlines.drop(gain))
        .isEqualTo(
            " On them accuracy rose by 1.09 points (95% interval of the drop -2.39 points to 0.22 points).");
    assertThat(Headlines.drop(loss)).contains("accuracy fell by 1.09 points (95% interval");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.certify.CalibrationMethod;
import io.offramp.calibration.certify.CalibrationOptions;
import io.offramp.calibration.certify.CalibrationRequest;
import io.offramp.calibration.certify.Calibrator;
import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Methods;
import io.offramp.calibration.certify.Slice;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.PolicyVariants;
import io.offramp.calibration.report.ReportData.CurvePoint;
import io.offramp.calibration.report.ReportInput.NamedTrace;
import io.offramp.calibration.trace.Trace;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a report claims no more than was certified, of whatever kind the policy is. */
final class ReportClaimsTest {
  private static final Trace TRACE = SampleReports.trace(2000, 4, 0, 1);

  private static ExitPolicy certified(Goal goal, CalibrationMethod method) {
    CalibrationRequest request =
        new CalibrationRequest(goal, 5, Optional.empty(), "t", "2026-01-31T12:00:00Z");
    return ((Certified) Calibrator.calibrate(TRACE, request, method)).policy();
  }

  private static ReportData report(ExitPolicy policy) {
    return PolicyReport.of(SampleReports.input(TRACE, policy, List.of()));
  }

  @Test
  void crossFittedPolicy_isGivenNoHeldBackRows() {
    CalibrationMethod method = Methods.crossFit(CalibrationOptions.DEFAULT);
    ReportData data = report(certified(Goal.of(new MaxAccuracyDrop(0.03), 0.9), method));
    assertThat(data.headline().status()).isEqualTo("reproduced");
    assertThat(data.rows().certifying()).isFalse();
    assertThat(data.rows().tuning()).isNull();
    assertThat(data.rows().measured()).isEqualTo(TRACE.rows());
    assertThat(data.headline().sentence())
        .contains("Checked on 2,000 rows by cross-fitting, none of them held back;")
        .endsWith("10% of the time, a figure that is reached only as rows grow in number.");
    assertThat(data.frontier())
        .isNotEmpty()
        .allSatisfy(curve -> assertThat(curve.points()).noneMatch(CurvePoint::certified));
    assertThat(data.alternatives().get(0).name()).isEqualTo("cross-fit");
    assertThat(ReportFiles.text(data, ReportFormat.HTML)).contains("no row was held back");
  }

  /** Levels are tested from cheap to safe then, so those that pass are the cheap ones. */
  @Test
  void policyOfACost_marksTheCheapEndAsCertified() {
    Goal goal =
        new Goal(Optional.empty(), OptionalDouble.of(0.6), OptionalDouble.empty(), List.of(), 0.9);
    ReportData data = report(certified(goal, Methods.recommended(CalibrationOptions.DEFAULT)));
    assertThat(data.headline().status()).isEqualTo("reproduced");
    List<CurvePoint> points = data.frontier().get(0).points();
    assertThat(points.get(0).certified()).isFalse();
    assertThat(points.get(points.size() - 1).certified()).isTrue();
  }

  @Test
  void policyTestedOtherwise_isQuotedAndNotRefused() {
    ExitPolicy policy = SampleReports.policy(TRACE, 0.03);
    Claim other = PolicyVariants.byTest(policy.guarantee().claims().get(0), "test-of-tomorrow");
    ReportData data = report(PolicyVariants.withClaims(policy, List.of(other)));
    assertThat(data.headline().status()).isEqualTo("stated");
    assertThat(data.headline().warnings())
        .anyMatch(line -> line.contains("\"test-of-tomorrow\", which this version does not know"));
  }

  @ParameterizedTest
  @CsvSource({
    "0.00124, 0.124 points",
    "0.01, 1 point",
    "0.1, 10 points",
    "0.000001, 0.0001 points",
    "0.3, 30 points"
  })
  void bound_isSaidToTheLastDigit(double bound, String words) {
    assertThat(Headlines.exactPoints(bound)).isEqualTo(words);
  }

  @Test
  void confidence_thatIsHigh_isNotSaidToBeCertain() {
    Goal goal = Goal.of(new MaxAccuracyDrop(0.05), 0.99999);
    ReportData data = report(certified(goal, Methods.recommended(CalibrationOptions.DEFAULT)));
    assertThat(data.headline().sentence()).contains("wrong at most 0.001% of the time");
  }

  @Test
  void page_ofManyPartsWithLongNames_staysSmall() {
    ExitPolicy policy = SampleReports.policy(TRACE, 0.03);
    List<Slice> slices =
        IntStream.range(0, 1000)
            .mapToObj(
                i ->
                    new Slice(
                        "tag \"%d%s\"".formatted(i, "x".repeat(5000)), row -> row % 1000 == i))
            .toList();
    ReportData data =
        PolicyReport.of(
            new ReportInput(
                policy,
                "p",
                "ab".repeat(32),
                new NamedTrace("t", TRACE, Optional.empty()),
                SampleReports.CLASSES,
                slices,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                1000,
                rows -> Map.of(),
                1,
                "offramp report",
                "2026-02-01T09:30:00Z"));
    assertThat(data.slices()).hasSize(SliceFigures.MOST);
    assertThat(data.slicesLeftOut()).isGreaterThan(500);
    assertThat(ReportFiles.text(data, ReportFormat.HTML).getBytes(StandardCharsets.UTF_8).length)
        .isLessThan(3_000_000);
  }

  @Test
  void comparison_isNoReport() {
    ExitPolicy policy = SampleReports.policy(TRACE, 0.03);
    String page =
        ReportFiles.text(Comparison.ofPolicies("a", policy, "b", policy, TRACE), ReportFormat.HTML);
    assertThat(page)
        .contains("<title>Early exit: two side by side</title>")
        .doesNotContain("CSV files beside it");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.report.ReportData.ClaimFacts;
import io.offramp.calibration.report.ReportData.Difference;
import io.offramp.calibration.report.ReportData.Differences;
import io.offramp.calibration.report.ReportData.Point;
import io.offramp.calibration.report.ReportData.RunFacts;
import io.offramp.calibration.trace.Trace;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reports of answers that are numbers, of which near ones count as the same. */
final class NumberReportTest {
  private static final ReportData DATA = SampleNumbers.report(2000);

  /** Whatever the certificate counts as lost or gained is among the rows that are shown. */
  @Test
  void differences_countTheLossesThatTheCertificateCounts() {
    ClaimFacts claim = DATA.policy().claims().get(0);
    Differences differing = DATA.differences();
    assertThat(DATA.headline().status()).isEqualTo("reproduced");
    assertThat(claim.harmful()).isGreaterThan(10);
    assertThat(claim.helpful()).isGreaterThan(1);
    assertThat(differing.harmful()).isEqualTo((int) claim.harmful());
    assertThat(differing.helpful()).isEqualTo((int) claim.helpful());
    Point own = DATA.points().get(DATA.chosen());
    int measured = DATA.rows().measured();
    assertThat(Objects.requireNonNull(own.risk()).value())
        .isEqualTo((differing.harmful() - differing.helpful()) / (double) measured);
    assertThat(own.disagreement().value())
        .isEqualTo((differing.rows() - differing.same()) / (double) measured);
    assertThat(differing.same()).isGreaterThan(10).isLessThan(differing.rows());
  }

  @Test
  void words_ofNumbers_tellNearFromRight() {
    Differences differing = DATA.differences();
    assertThat(differing.words())
        .isEqualTo(
            "%d of %,d rows get a number that is farther than 0.5 from full depth's. Another %d get one that is as near as that, while only one of the two is within 0.5 of the label. In all, %d rows lose a right answer: full depth's was within 0.5 of the label, and the early exit's no longer is. %d gain one: only the early exit's is.",
            differing.rows() - differing.same(),
            DATA.rows().measured(),
            differing.same(),
            differing.harmful(),
            differing.helpful());
    assertThat(ReportFiles.text(DATA, ReportFormat.MD)).contains(differing.words());
  }

  @Test
  void sample_saysOfNearNumbersWhichOneIsRight() {
    List<Difference> sample = DATA.differences().sample();
    assertThat(sample).extracting(Difference::effect).contains("same-harmful");
    for (Difference row : sample) {
      double label = Double.parseDouble(Objects.requireNonNull(row.label()));
      double answer = Double.parseDouble(row.answer());
      double last = Double.parseDouble(row.fullDepthAnswer());
      boolean right = Math.abs(answer - label) <= SampleNumbers.TOLERANCE;
      boolean rightAtLast = Math.abs(last - label) <= SampleNumbers.TOLERANCE;
      boolean same = Math.abs(answer - last) <= SampleNumbers.TOLERANCE;
      String effect =
          right == rightAtLast
              ? right ? "both-right" : "both-wrong"
              : (same ? "same-" : "") + (right ? "helpful" : "harmful");
      assertThat(row.effect()).as(row.toString()).isEqualTo(effect);
    }
  }

  @Test
  void runs_withoutLabels_haveNoAccuracyThatIsWithinAnything() {
    Trace trace = SampleNumbers.trace(1000, true, 1);
    ReportInput input =
        SampleReports.input(trace, SampleReports.policy(trace, 0.04), List.of(), List.of());
    String labelled = markdown(input, new RunFacts("r", 9, 0.5, 0.9, 8, "fp32", true, 0.5, 0.125));
    assertThat(labelled)
        .contains("| accuracy | mean absolute error |")
        .contains("| 90% within 0.5 | 0.125 |");
    String bare = markdown(input, new RunFacts("r", 9, 0.5, null, 8, "fp32", true, 0.5, null));
    assertThat(bare).contains("| r | 9 | 8 | 50% | – |").doesNotContain("within 0.5 |");
  }

  private static String markdown(ReportInput input, RunFacts run) {
    ReportInput with =
        new ReportInput(
            input.policy(),
            input.policyName(),
            input.policySha256(),
            input.traces(),
            input.classes(),
            input.slices(),
            input.stress(),
            Optional.of(run),
            Optional.empty(),
            input.sample(),
            input.describe(),
            input.seed(),
            input.command(),
            input.createdAt());
    return ReportFiles.text(PolicyReport.of(with), ReportFormat.MD);
  }

  @Test
  void parts_ofLabelsThatAreNumbers_areSaidNotToBe() {
    assertThat(DATA.slices()).isEmpty();
    String why =
        "Labels are numbers, so there are no classes, and no column was named; --slice-col makes parts to tell apart.";
    assertThat(DATA.noSlices()).isEqualTo(why);
    assertThat(ReportFiles.text(DATA, ReportFormat.MD)).contains("### Parts of the rows\n\n" + why);
  }

  @Test
  void words_ofRowsWithoutLabels_tellOnlyWhatIsNear() {
    Trace trace = SampleNumbers.trace(1000, false, 2);
    ExitPolicy policy = SampleReports.policy(trace, Goal.of(new MaxDisagreement(0.1), 0.9));
    ReportData data = PolicyReport.of(SampleReports.input(trace, policy, List.of(), List.of()));
    assertThat(data.differences().words())
        .isEqualTo(
            "%d of %,d rows get a number that is farther than 0.5 from full depth's.",
            data.differences().rows(), data.rows().measured());
    assertThat(data.differences().same()).isZero();
    assertThat(data.differences().sample())
        .extracting(Difference::effect)
        .isNotEmpty()
        .containsOnly("unknown");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static io.offramp.calibration.certify.Rows.ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said where nothing is certified. */
class RefusalsTest {
  private static final Goal DROP = Requests.accuracyDrop(0.05, 0.9);
  private static final CalibrationMethod BINOMIAL = Methods.shared(RiskTest.BINOMIAL);
  private static final CalibrationMethod RECOMMENDED =
      Methods.recommended(CalibrationOptions.DEFAULT);

  @Test
  void calibrate_wrongAndCertainOfIt_isNoneCertified() {
    Trace trace = Rows.alike(100, ONE, Rows.EARLY_WRONG, 1, 1, 1).build();
    NoneCertified none = Rows.noneCertified(trace, DROP, BINOMIAL);
    assertThat(none.failed()).isEqualTo(NoneCertified.Bound.RISK);
    assertThat(none.rowsNeeded()).isEmpty();
    assertThat(none.nearestBound()).isEmpty();
    assertThat(none.reason())
        .startsWith(
            "Cannot certify accuracy-drop at most 0.05: at the first policy tested 100 of 100 rows"
                + " lose, too many for delta 0.1 (add rows, raise the bound or lower the"
                + " confidence).");
  }

  @Test
  void calibrate_bettingOnTooFewRows_saysHowManyBettingNeeds() {
    Trace trace = Rows.alike(250, ONE, Rows.RIGHT, 0.9f, 0.9f, 0.9f).build();
    Goal goal = Requests.accuracyDrop(0.01, 0.9);
    NoneCertified none = Rows.noneCertified(trace, goal, Methods.shared(RiskTest.BETTING));
    int needed = (int) none.rowsNeeded().orElseThrow();
    assertThat(none.nearestBound()).as("the binomial test would pass at less").isEmpty();
    assertThat(none.reason()).doesNotContain("borne out");
    Trace enough = Rows.alike(needed, ONE, Rows.RIGHT, 0.9f, 0.9f, 0.9f).build();
    Rows.certified(enough, goal, Methods.shared(RiskTest.BETTING));
  }

  @Test
  void calibrate_sliceWithoutRows_isToldNoBound() {
    Trace trace = Rows.alike(100, ONE, Rows.RIGHT, 0.9f, 0.9f, 0.9f).build();
    Goal goal = DROP.withSlices(0.1, List.of(new Slice("lang = xx", row -> false)));
    NoneCertified none = Rows.noneCertified(trace, goal, BINOMIAL);
    assertThat(none.reason()).contains("0 rows to certify on").doesNotContain("borne out");
  }

  @Test
  void calibrate_someCertainAndWrong_tellsTheNearestBound() {
    TraceBuilder builder = Rows.alike(10, ONE, new int[] {0, 1, 1}, 1, 1, 1);
    Trace trace = Rows.add(builder, 90, ONE, Rows.RIGHT, 1, 1, 1).build();
    NoneCertified none = Rows.noneCertified(trace, DROP, BINOMIAL);
    assertThat(none.nearestBound()).hasValueCloseTo(0.1499, within(1e-4));
    assertThat(none.reason()).contains("These rows would have borne out 0.1499; rows that led");
    double nearest = none.nearestBound().getAsDouble();
    Rows.certified(trace, Requests.accuracyDrop(nearest, 0.9), BINOMIAL);
    Rows.noneCertified(trace, Requests.accuracyDrop(nearest * (1 - 1e-9), 0.9), BINOMIAL);
  }

  @ParameterizedTest
  @CsvSource({
    "0.05, 0.95, 59",
    "0.02, 0.9, 114",
    "0.01, 0.9, 230",
    "0.5, 0.74, 2",
    "0.3, 0.99, 13"
  })
  void calibrate_rowsAroundTheLeast_needsJustAsManyAsSaid(double bound, double confidence, int n) {
    Goal goal = Requests.accuracyDrop(bound, confidence);
    Trace enough = Rows.alike(n, ONE, Rows.RIGHT, 0.9f, 0.9f, 0.9f).build();
    Trace fewer = Rows.alike(n - 1, ONE, Rows.RIGHT, 0.9f, 0.9f, 0.9f).build();
    for (CalibrationMethod method :
        new CalibrationMethod[] {BINOMIAL, Methods.shared(RiskTest.TRINOMIAL), RECOMMENDED}) {
      Rows.certified(enough, goal, method);
      NoneCertified none = Rows.noneCertified(fewer, goal, method);
      assertThat(none.rowsNeeded()).hasValue(n);
      assertThat(none.nearestBound().getAsDouble()).isGreaterThan(bound);
      assertThat(none.reason())
          .startsWith(
              "Cannot certify accuracy-drop at most %s: %d rows to certify on (must be %d or more"
                  .formatted(bound, n - 1, n));
    }
  }

  @Test
  void calibrate_oneRow_isNoneCertified() {
    Trace trace = Rows.alike(1, ONE, Rows.RIGHT, 0.9f, 0.9f, 0.9f).build();
    assertThat(Rows.noneCertified(trace, Requests.disagreement(0.05, 0.9), BINOMIAL).rowsNeeded())
        .hasValue(45);
  }

  @Test
  void calibrate_requestNoRowsCanMeet_isRefusedWithTheRemedy() {
    assertRefused(
        Rows.alike(5, Rows.UNKNOWN, Rows.RIGHT, 0.9f, 0.9f, 0.9f).build(),
        DROP,
        "Cannot bound the accuracy drop: 0 of 5 rows are labelled (must be at least 1;"
            + " --max-disagreement needs no labels, and --label-budget says which labels to get)");
    assertRefused(
        Trace.builder(Rows.COSTS, 2).build(),
        Requests.disagreement(0.05, 0.9),
        "Cannot calibrate exits: the trace has 0 rows (must be at least 1; trace some rows first)");
    assertRefused(
        Trace.builder(ExitCosts.of(1), 2).build(),
        Requests.disagreement(0.05, 0.9),
        "Cannot calibrate exits: the trace has 1 exit (must be 2 or more; a model with one exit has"
            + " no threshold to choose)");
    assertRefused(
        Rows.alike(5, ONE, Rows.RIGHT, 0.9f, 0.9f, 0.9f).build(),
        DROP.withMaxCost(0.25),
        "Cannot certify max cost 0.25: leaving at exit 1 costs 0.25 (must be greater than that; no"
            + " threshold is cheaper)");
  }

  private static void assertRefused(Trace trace, Goal goal, String message) {
    assertThatExceptionOfType(CalibrationException.class)
        .isThrownBy(() -> Calibrator.calibrate(trace, Requests.of(goal), RECOMMENDED))
        .withMessage(message);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goals of several bounds: what is certified of each, and what is said where one fails. */
class JointGoalsTest {
  private static final CalibrationMethod RECOMMENDED =
      Methods.recommended(CalibrationOptions.DEFAULT);
  private static final Trace TYPICAL = Populations.typical().drawTrace(2000, 5);

  private static Guarantee guarantee(Trace trace, Goal goal) {
    return Rows.certified(trace, goal, RECOMMENDED).policy().guarantee();
  }

  @Test
  void calibrate_riskAndCost_certifiesBothAtTheSameLevel() {
    Guarantee guarantee = guarantee(TYPICAL, Requests.accuracyDrop(0.05, 0.9).withMaxCost(0.5));
    assertThat(guarantee.claims())
        .extracting(Claim::quantity)
        .containsExactly(Quantity.ACCURACY_DROP, Quantity.COST);
    for (Claim claim : guarantee.claims()) {
      assertThat(claim.delta()).as("each at the full delta").isEqualTo(0.1);
      assertThat(claim.pValue()).isLessThanOrEqualTo(0.1);
      assertThat(claim.rows()).isBetween(1500L, 1600L);
    }
    assertThat(guarantee.claims().get(1).test()).isEqualTo("betting");
    assertThat(guarantee.expectedCost()).isLessThan(0.5);
    assertThat(guarantee.costRows()).isEqualTo(2000);
  }

  @Test
  void calibrate_costAlone_takesTheLeastRiskThatTheCostAllows() {
    Guarantee tight = guarantee(TYPICAL, Requests.cost(0.4, 0.9));
    Guarantee loose = guarantee(TYPICAL, Requests.cost(0.6, 0.9));
    assertThat(tight.claims()).extracting(Claim::quantity).containsExactly(Quantity.COST);
    assertThat(tight.expectedCost()).isBetween(0.35, 0.4);
    assertThat(loose.expectedCost()).isBetween(0.55, 0.6);
  }

  @Test
  void calibrate_slices_areCertifiedOneByOne() {
    Slice even = new Slice("an even number", row -> row % 2 == 0);
    Slice few = new Slice("a number below 300", row -> row < 300);
    Goal goal = Requests.accuracyDrop(0.05, 0.9).withSlices(0.2, List.of(even, few));
    Guarantee guarantee = guarantee(TYPICAL, goal);
    assertThat(guarantee.claims()).hasSize(3);
    assertThat(guarantee.claims().get(0).slice()).isEmpty();
    assertThat(guarantee.claims().get(1).slice()).hasValue("an even number");
    assertThat(guarantee.claims().get(1).rows()).isBetween(700L, 900L);
    assertThat(guarantee.claims().get(2).rows()).isBetween(200L, 280L);
    assertThat(guarantee.claims().get(2).bound()).isEqualTo(0.2);
    assertThat(guarantee.statement())
        .contains("on rows of each of 2 slices (an even number, a number below 300)");
    assertThat(guarantee.expectedCost())
        .isGreaterThanOrEqualTo(guarantee(TYPICAL, goal.withSlices(0.9, List.of())).expectedCost());
  }

  @Test
  void calibrate_sliceWithTooFewRows_isNamed() {
    Slice rare = new Slice("label \"sports\"", row -> row < 20);
    Goal goal = Requests.accuracyDrop(0.1, 0.9).withSlices(0.1, List.of(rare));
    NoneCertified none = Rows.noneCertified(TYPICAL, goal, RECOMMENDED);
    assertThat(none.failed()).isEqualTo(NoneCertified.Bound.RISK);
    assertThat(none.reason())
        .startsWith("Cannot certify accuracy-drop for rows with label \"sports\" at most 0.1: ")
        .contains("rows to certify on (must be 22 or more, even if none of them loses");
    assertThat(none.rowsNeeded()).hasValue(22);
  }

  @Test
  void calibrate_emptySlice_isNoneCertified() {
    Slice none = new Slice("nothing", row -> false);
    for (RiskTest test : RiskTest.values()) {
      CalibrationMethod method = Methods.recommended(CalibrationOptions.DEFAULT.with(test));
      Goal goal = Requests.accuracyDrop(0.1, 0.9).withSlices(0.1, List.of(none));
      assertThat(Rows.noneCertified(TYPICAL, goal, method).reason())
          .startsWith("Cannot certify accuracy-drop for rows with nothing at most 0.1: 0 rows");
    }
  }

  @Test
  void calibrate_riskImpossibleAlone_saysSo() {
    Trace few = Populations.typical().drawTrace(100, 5);
    NoneCertified none =
        Rows.noneCertified(few, Requests.accuracyDrop(0.01, 0.9).withMaxCost(0.5), RECOMMENDED);
    assertThat(none.failed()).isEqualTo(NoneCertified.Bound.RISK);
    assertThat(none.reason()).startsWith("Cannot certify accuracy-drop at most 0.01: ");
    assertThat(none.rowsNeeded()).hasValue(230);
  }

  @Test
  void calibrate_costImpossibleAlone_tellsTheNearest() {
    Trace few = Populations.typical().drawTrace(60, 5);
    Goal goal = Requests.disagreement(0.5, 0.9).withMaxCost(0.2501);
    NoneCertified none = Rows.noneCertified(few, goal, RECOMMENDED);
    assertThat(none.failed()).isEqualTo(NoneCertified.Bound.COST);
    assertThat(none.reason())
        .startsWith("Cannot certify an expected cost of at most 0.2501: the cheapest policy tested")
        .contains("these rows would have borne out ", "certify it on fresh ones");
    assertThat(none.nearestBound().getAsDouble()).isBetween(0.2501, 0.5);
  }

  @Test
  void calibrate_bothPossibleAloneOnly_namesBothWithTheNearestNumbers() {
    Goal goal = Requests.accuracyDrop(0.03, 0.9).withMaxCost(0.3);
    NoneCertified none = Rows.noneCertified(TYPICAL, goal, RECOMMENDED);
    assertThat(none.reason())
        .startsWith(
            "Cannot certify accuracy-drop at most 0.03 together with an expected cost of at most"
                + " 0.3: each can be had alone, but not both on so few rows, if at all (these rows"
                + " would have borne out an expected cost of at most 0.")
        .contains(" with that accuracy-drop, or accuracy-drop at most 0.")
        .contains("certify it on fresh ones, or add rows");
    assertThat(none.failed()).isEqualTo(NoneCertified.Bound.RISK);
    double nearest = none.nearestBound().getAsDouble();
    assertThat(nearest).isBetween(0.03, 0.2);
    Rows.certified(TYPICAL, Requests.accuracyDrop(nearest, 0.9).withMaxCost(0.3), RECOMMENDED);
    double cost =
        Double.parseDouble(
            none.reason().replaceAll(".*expected cost of at most (0\\.\\d+) with.*", "$1"));
    assertThat(cost).isGreaterThan(0.3);
    Rows.certified(TYPICAL, goal.withMaxCost(cost), RECOMMENDED);
  }

  @Test
  void calibrate_bothOfADisagreement_namesIt() {
    Goal goal = Requests.disagreement(0.02, 0.9).withMaxCost(0.3);
    assertThat(Rows.noneCertified(TYPICAL, goal, RECOMMENDED).reason())
        .startsWith("Cannot certify disagreement at most 0.02 together with an expected cost of");
  }
}

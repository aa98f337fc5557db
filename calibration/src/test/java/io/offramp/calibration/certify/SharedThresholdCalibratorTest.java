// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.offramp.calibration.bound.BinomialTail;
import io.offramp.calibration.bound.HoeffdingBentkus;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceFixtures;
import java.util.Collections;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedThresholdCalibratorTest {
  private static final ExitCosts COSTS = ExitCosts.of(0.25, 0.5, 1);
  private static final OptionalInt ONE = OptionalInt.of(1);

  /** Rows of three exits and two classes, all alike. */
  private static Trace.Builder alike(
      int rows, OptionalInt label, int[] predictions, float... confidences) {
    return add(Trace.builder(COSTS, 2), rows, label, predictions, confidences);
  }

  private static Trace.Builder add(
      Trace.Builder builder, int rows, OptionalInt label, int[] predictions, float... confidences) {
    for (int i = 0; i < rows; i++) {
      builder.add(label, TraceFixtures.row(predictions, confidences, 2));
    }
    return builder;
  }

  private static Certified certified(Trace trace, CalibrationRequest request) {
    return assertThat(SharedThresholdCalibrator.calibrate(trace, request))
        .asInstanceOf(InstanceOfAssertFactories.type(Certified.class))
        .actual();
  }

  private static NoneCertified noneCertified(Trace trace, CalibrationRequest request) {
    return assertThat(SharedThresholdCalibrator.calibrate(trace, request))
        .asInstanceOf(InstanceOfAssertFactories.type(NoneCertified.class))
        .actual();
  }

  private static double cheapestLevel() {
    return LevelGrid.levels(2)[LevelGrid.LEVELS - 1];
  }

  @Test
  void calibrate_allExitsRight_leavesEveryRowAtExit1() {
    Trace trace = alike(100, ONE, new int[] {1, 1, 1}, 0.6f, 0.7f, 0.9f).build();
    Certified result = certified(trace, Requests.accuracyDrop(0.05, 0.9));
    assertThat(result.exitShares()).containsExactly(1.0, 0.0, 0.0);
    assertThat(result.policy().thresholds()).containsExactly(cheapestLevel(), cheapestLevel());
    Guarantee guarantee = result.policy().guarantee();
    assertThat(guarantee.expectedCost()).isEqualTo(0.25);
    Claim claim = guarantee.claims().get(0);
    assertThat(claim.harmful()).isZero();
    assertThat(guarantee.levelsTested()).isEqualTo(LevelGrid.LEVELS);
    assertThat(claim.pValue()).isCloseTo(Math.pow(0.95, 100), within(1e-12));
    assertThat(guarantee.claims()).hasSize(1);
    assertThat(claim.quantity()).isEqualTo(Quantity.ACCURACY_DROP);
    assertThat(claim.bound()).isEqualTo(0.05);
    assertThat(result.policy().bundleSha256()).hasValue(Requests.SHA_256);
    assertThat(result.policy().provenance().traces()).isEqualTo("drawn rows");
    assertThat(result.policy().provenance().seed()).isEqualTo(7);
  }

  @Test
  void calibrate_allExitsWrong_losesNothingOverTheLast() {
    Trace trace = alike(100, ONE, new int[] {0, 0, 0}, 0.6f, 0.7f, 0.9f).build();
    assertThat(certified(trace, Requests.accuracyDrop(0.05, 0.9)).exitShares().get(0)).isOne();
  }

  @Test
  void calibrate_exitRightWhereLastIsWrong_countsAsDisagreementOnly() {
    Trace trace = alike(100, ONE, new int[] {1, 1, 0}, 0.9f, 0.9f, 0.9f).build();
    Certified drop = certified(trace, Requests.accuracyDrop(0.05, 0.9));
    assertThat(drop.policy().guarantee().expectedCost()).isEqualTo(0.25);
    Certified disagreement = certified(trace, Requests.disagreement(0.05, 0.9));
    assertThat(disagreement.policy().guarantee().expectedCost()).isEqualTo(1);
  }

  @Test
  void calibrate_constantConfidenceAndWrong_staysAboveIt() {
    Trace trace = alike(100, ONE, new int[] {0, 0, 1}, 0.9f, 0.9f, 0.9f).build();
    Certified result = certified(trace, Requests.accuracyDrop(0.05, 0.9));
    assertThat(result.policy().thresholds().get(0)).isBetween(0.9 + 1e-6, 0.91);
    assertThat(result.exitShares()).containsExactly(0.0, 0.0, 1.0);
    assertThat(result.policy().guarantee().expectedCost()).isEqualTo(1);
  }

  @Test
  void calibrate_wrongAndCertainOfIt_isNoneCertified() {
    Trace trace = alike(100, ONE, new int[] {0, 0, 1}, 1, 1, 1).build();
    NoneCertified none = noneCertified(trace, Requests.accuracyDrop(0.05, 0.9));
    assertThat(none.failed()).isEqualTo(NoneCertified.Bound.RISK);
    assertThat(none.rowsNeeded()).isEmpty();
    assertThat(none.nearestBound()).isEmpty();
    assertThat(none.reason())
        .startsWith("Cannot certify accuracy-drop at most 0.05: at the safest threshold, 0.99999")
        .contains("100 of 100 rows lose, with p-value 1 (must be at most 0.1)");
  }

  @Test
  void calibrate_someCertainAndWrong_tellsTheNearestBound() {
    Trace.Builder builder = alike(10, ONE, new int[] {0, 1, 1}, 1, 1, 1);
    Trace trace = add(builder, 90, ONE, new int[] {1, 1, 1}, 1, 1, 1).build();
    NoneCertified none = noneCertified(trace, Requests.accuracyDrop(0.05, 0.9));
    assertThat(none.nearestBound()).hasValueCloseTo(0.1499, within(1e-4));
    assertThat(none.reason()).contains("These rows would have borne out 0.1499; rows that led");
    double nearest = none.nearestBound().getAsDouble();
    certified(trace, Requests.accuracyDrop(nearest, 0.9));
    noneCertified(trace, Requests.accuracyDrop(nearest * (1 - 1e-9), 0.9));
  }

  @ParameterizedTest
  @CsvSource({"0.05, 0.95, 59", "0.02, 0.9, 114", "0.01, 0.9, 230", "0.5, 0.75, 2"})
  void calibrate_rowsAroundTheLeast_needsJustAsManyAsSaid(double bound, double confidence, int n) {
    CalibrationRequest request = Requests.accuracyDrop(bound, confidence);
    int[] right = {1, 1, 1};
    certified(alike(n, ONE, right, 0.9f, 0.9f, 0.9f).build(), request);
    NoneCertified none = noneCertified(alike(n - 1, ONE, right, 0.9f, 0.9f, 0.9f).build(), request);
    assertThat(none.rowsNeeded()).hasValue(n);
    assertThat(none.nearestBound().getAsDouble()).isGreaterThan(bound);
    assertThat(none.reason())
        .startsWith(
            "Cannot certify accuracy-drop at most %s: %d rows to certify on (must be %d or more"
                .formatted(bound, n - 1, n));
  }

  @Test
  void calibrate_oneRow_isNoneCertified() {
    Trace trace = alike(1, ONE, new int[] {1, 1, 1}, 0.9f, 0.9f, 0.9f).build();
    assertThat(noneCertified(trace, Requests.disagreement(0.05, 0.9)).rowsNeeded()).hasValue(45);
  }

  @Test
  void calibrate_oneClass_leavesEveryRowAtExit1() {
    Trace.Builder builder = Trace.builder(COSTS, 1);
    float[][] sure = {{1}, {0.9995f}, {1}};
    for (int i = 0; i < 50; i++) {
      builder.add(OptionalInt.of(0), sure);
    }
    assertThat(certified(builder.build(), Requests.accuracyDrop(0.05, 0.9)).exitShares())
        .containsExactly(1.0, 0.0, 0.0);
  }

  @Test
  void calibrate_unlabelledRows_countForCostOnly() {
    Trace.Builder builder = alike(100, ONE, new int[] {1, 1, 1}, 0.8f, 0.8f, 0.8f);
    Trace trace =
        add(builder, 300, OptionalInt.empty(), new int[] {0, 0, 1}, 0.2f + 0.7f, 0.8f, 0.8f)
            .build();
    Guarantee guarantee = certified(trace, Requests.accuracyDrop(0.05, 0.9)).policy().guarantee();
    assertThat(guarantee.claims().get(0).rows()).isEqualTo(100);
    assertThat(guarantee.costRows()).isEqualTo(400);
    Guarantee all = certified(trace, Requests.disagreement(0.9, 0.9)).policy().guarantee();
    assertThat(all.claims().get(0).rows()).isEqualTo(400);
    assertThat(all.claims().get(0).harmful()).isEqualTo(300);
  }

  @Test
  void calibrate_anyTrace_guaranteeMatchesRunningThePolicy() {
    Trace trace = Populations.typical().draw(3000, true, new Random(3));
    Certified result = certified(trace, Requests.accuracyDrop(0.05, 0.9));
    ExitPolicy policy = result.policy();
    int losses = 0;
    double cost = 0;
    int[] leaving = new int[trace.exits()];
    for (int row = 0; row < trace.rows(); row++) {
      int current = row;
      int exit =
          policy.exitOf(
              IntStream.rangeClosed(1, trace.exits())
                  .mapToDouble(k -> trace.maxProbability(current, k))
                  .toArray());
      leaving[exit - 1]++;
      cost += trace.costs().cost(exit);
      int label = trace.label(row).getAsInt();
      boolean lastRight = trace.prediction(row, trace.exits()) == label;
      losses += lastRight && trace.prediction(row, exit) != label ? 1 : 0;
    }
    Guarantee guarantee = policy.guarantee();
    Claim claim = guarantee.claims().get(0);
    assertThat(claim.harmful()).isEqualTo(losses).isPositive();
    assertThat(claim.estimate()).isEqualTo(losses / 3000.0);
    assertThat(guarantee.expectedCost()).isCloseTo(cost / 3000, within(1e-12)).isLessThan(0.6);
    assertThat(claim.pValue()).isEqualTo(BinomialTail.lower(3000, losses, 0.05));
    assertThat(result.exitShares())
        .isEqualTo(IntStream.of(leaving).mapToObj(count -> count / 3000.0).toList());
    assertThat(policy.thresholds()).isEqualTo(Collections.nCopies(3, policy.thresholds().get(0)));
  }

  @Test
  void calibrate_sameTraceTwice_isAPureFunction() {
    Trace trace = Populations.typical().draw(1000, true, new Random(4));
    CalibrationRequest request = Requests.withMaxCost(0.1, 0.6, 0.9);
    assertThat(SharedThresholdCalibrator.calibrate(trace, request))
        .isEqualTo(SharedThresholdCalibrator.calibrate(trace, request))
        .isInstanceOf(Certified.class);
  }

  @Test
  void calibrate_costWithinBudget_isCertifiedToo() {
    Trace trace = Populations.typical().draw(2000, true, new Random(5));
    Guarantee guarantee =
        certified(trace, Requests.withMaxCost(0.05, 0.6, 0.9)).policy().guarantee();
    double scaledMean = (guarantee.expectedCost() - 0.25) / 0.75;
    assertThat(guarantee.claims()).extracting(Claim::delta).containsExactly(0.05, 0.05);
    Claim cost = guarantee.claims().get(1);
    assertThat(cost.quantity()).isEqualTo(Quantity.COST);
    assertThat(cost.bound()).isEqualTo(0.6);
    assertThat(cost.estimate()).isEqualTo(guarantee.expectedCost());
    assertThat(cost.pValue())
        .isLessThanOrEqualTo(0.05)
        .isEqualTo(HoeffdingBentkus.pValue(scaledMean, 2000, (0.6 - 0.25) / 0.75));
    assertThat(guarantee.expectedCost()).isLessThan(0.6);
  }

  @Test
  void calibrate_costAboveBudget_tellsTheNearestBound() {
    Trace trace = Populations.typical().draw(2000, true, new Random(5));
    NoneCertified none = noneCertified(trace, Requests.withMaxCost(0.02, 0.3, 0.9));
    assertThat(none.failed()).isEqualTo(NoneCertified.Bound.COST);
    assertThat(none.reason())
        .startsWith(
            "Cannot certify an expected cost of at most 0.3: the cheapest threshold with a"
                + " certified risk, ")
        .contains("over 2000 rows", "these rows would have borne out ");
    double nearest = none.nearestBound().getAsDouble();
    certified(trace, Requests.withMaxCost(0.02, nearest + 1e-9, 0.9));
    noneCertified(trace, Requests.withMaxCost(0.02, nearest - 1e-9, 0.9));
  }

  @Test
  void calibrate_noSavingAtAll_hasNoNearestCost() {
    Trace trace = alike(200, ONE, new int[] {0, 0, 1}, 0.9f, 0.9f, 0.9f).build();
    NoneCertified none = noneCertified(trace, Requests.withMaxCost(0.05, 0.99, 0.9));
    assertThat(none.nearestBound()).isEmpty();
    assertThat(none.reason())
        .contains("200 rows cannot show any saving; add rows, or allow more risk");
  }

  @Test
  void calibrate_requestNoRowsCanMeet_isRefusedWithTheRemedy() {
    Trace unlabelled = alike(5, OptionalInt.empty(), new int[] {1, 1, 1}, 0.9f, 0.9f, 0.9f).build();
    assertRefused(
        unlabelled,
        Requests.accuracyDrop(0.05, 0.9),
        "Cannot bound the accuracy drop: 0 of 5 rows are labelled (must be at least 1;"
            + " --max-disagreement needs no labels)");
    assertRefused(
        Trace.builder(COSTS, 2).build(),
        Requests.disagreement(0.05, 0.9),
        "Cannot calibrate exits: the trace has 0 rows (must be at least 1; trace some rows first)");
    assertRefused(
        Trace.builder(ExitCosts.of(1), 2).build(),
        Requests.disagreement(0.05, 0.9),
        "Cannot calibrate exits: the trace has 1 exit (must be 2 or more; a model with one exit has"
            + " no threshold to choose)");
    assertRefused(
        alike(5, ONE, new int[] {1, 1, 1}, 0.9f, 0.9f, 0.9f).build(),
        Requests.withMaxCost(0.05, 0.25, 0.9),
        "Cannot certify max cost 0.25: leaving at exit 1 costs 0.25 (must be greater than that; no"
            + " threshold is cheaper)");
  }

  private static void assertRefused(Trace trace, CalibrationRequest request, String message) {
    assertThatExceptionOfType(CalibrationException.class)
        .isThrownBy(() -> SharedThresholdCalibrator.calibrate(trace, request))
        .withMessage(message);
  }
}

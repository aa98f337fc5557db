// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static io.offramp.calibration.certify.Rows.ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.calibration.baseline.Baselines;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import io.offramp.calibration.trace.TraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows at the edge of what can be calibrated, by every method that certifies. */
class EdgeCasesTest {
  private static final Goal DROP = Requests.accuracyDrop(0.1, 0.9);
  private static final Goal DISAGREEMENT = Requests.disagreement(0.1, 0.9);

  static Stream<CalibrationMethod> methods() {
    CalibrationOptions learned = CalibrationOptions.DEFAULT.with(SignalChoice.ofLearned());
    return Stream.concat(
        Methods.all(CalibrationOptions.DEFAULT).stream(), Stream.of(Methods.recommended(learned)));
  }

  private static CalibrationResult calibrate(Trace trace, Goal goal, CalibrationMethod method) {
    return Calibrator.calibrate(trace, Requests.of(goal), method);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void calibrate_veryFewRows_isNoneCertified(CalibrationMethod method) {
    for (int n = 1; n <= 6; n++) {
      Trace trace = Rows.alike(n, ONE, Rows.RIGHT, 0.6f, 0.7f, 0.9f).build();
      for (Goal goal : List.of(DROP, DISAGREEMENT)) {
        NoneCertified none = Rows.noneCertified(trace, goal, method);
        assertThat(none.failed()).isEqualTo(NoneCertified.Bound.RISK);
        assertThat(none.reason()).startsWith("Cannot certify").contains("rows");
      }
    }
  }

  @Test
  void calibrate_veryFewRowsForACost_isNoneCertified() {
    CalibrationMethod[] methods = {
      Methods.recommended(CalibrationOptions.DEFAULT),
      Methods.oneSplit(CalibrationOptions.DEFAULT),
      Methods.swappedHalves(CalibrationOptions.DEFAULT)
    };
    for (CalibrationMethod method : methods) {
      for (int n = 1; n <= 4; n++) {
        Trace trace = Rows.alike(n, ONE, Rows.RIGHT, 0.6f, 0.7f, 0.9f).build();
        NoneCertified none = Rows.noneCertified(trace, Requests.cost(0.5, 0.99), method);
        assertThat(none.failed()).isEqualTo(NoneCertified.Bound.COST);
        Rows.noneCertified(trace, DROP.withMaxCost(0.5), method);
        Rows.noneCertified(trace, DISAGREEMENT.withMaxCost(0.5), method);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void calibrate_allRight_leavesNearlyEveryRowAtExit1(CalibrationMethod method) {
    Trace trace = Rows.alike(1200, ONE, Rows.RIGHT, 0.6f, 0.7f, 0.9f).build();
    for (Goal goal : List.of(DROP, DISAGREEMENT)) {
      Certified result = Rows.certified(trace, goal, method);
      assertThat(result.exitShares()).containsExactly(1.0, 0.0, 0.0);
      Guarantee guarantee = result.policy().guarantee();
      assertThat(guarantee.expectedCost()).isEqualTo(0.25);
      assertThat(guarantee.claims()).hasSize(1);
      assertThat(guarantee.claims().get(0).harmful()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void calibrate_allWrong_losesNothing(CalibrationMethod method) {
    Trace trace = Rows.alike(1200, ONE, new int[] {0, 0, 0}, 0.6f, 0.7f, 0.9f).build();
    Certified result = Rows.certified(trace, DROP, method);
    assertThat(result.exitShares()).containsExactly(1.0, 0.0, 0.0);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void calibrate_earlyExitsWrongAtTheSameConfidence_keepsEveryRow(CalibrationMethod method) {
    TraceBuilder builder = Rows.alike(600, ONE, Rows.EARLY_WRONG, 0.9f, 0.9f, 0.9f);
    Trace trace = Rows.add(builder, 600, ONE, Rows.RIGHT, 0.9f, 0.9f, 0.9f).build();
    if (calibrate(trace, DROP, method) instanceof Certified certified) {
      assertThat(certified.exitShares()).containsExactly(0.0, 0.0, 1.0);
      assertThat(certified.policy().guarantee().expectedCost()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void calibrate_oneClass_isCertified(CalibrationMethod method) {
    TraceBuilder builder = Trace.builder(Rows.COSTS, 1);
    for (int i = 0; i < 400; i++) {
      builder.addAnswers(OptionalInt.of(0), new int[3], new float[] {1, 1, 1});
    }
    assertThat(Rows.certified(builder.build(), DROP, method).exitShares().get(0)).isOne();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void calibrate_noLabelsAtAll_boundsTheDisagreement(CalibrationMethod method) {
    Trace trace = Populations.typical(0).drawTrace(1000, 1);
    Claim claim = Rows.certified(trace, DISAGREEMENT, method).policy().guarantee().claims().get(0);
    assertThat(claim.quantity()).isEqualTo(Quantity.DISAGREEMENT);
    assertThat(claim.harmful()).isPositive();
    assertThat(claim.pValue()).isLessThanOrEqualTo(claim.delta());
    assertThatExceptionOfType(CalibrationException.class)
        .isThrownBy(() -> calibrate(trace, DROP, method))
        .withMessageStartingWith("Cannot bound the accuracy drop: 0 of 1000 rows are labelled");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void calibrate_oneLabelAmongMany_isNoneCertified(CalibrationMethod method) {
    TraceBuilder builder = Rows.alike(1, ONE, Rows.RIGHT, 0.6f, 0.7f, 0.9f);
    Trace trace = Rows.add(builder, 400, Rows.UNKNOWN, Rows.RIGHT, 0.6f, 0.7f, 0.9f).build();
    assertThat(Rows.noneCertified(trace, DROP, method).failed())
        .isEqualTo(NoneCertified.Bound.RISK);
  }

  @Test
  void calibrate_methodThatPromisesNothing_isRefused() {
    Trace trace = Rows.alike(100, ONE, Rows.RIGHT, 0.6f, 0.7f, 0.9f).build();
    List<CalibrationMethod> methods = new ArrayList<>(Baselines.all());
    methods.add(WrongRules.noBound());
    for (CalibrationMethod method : methods) {
      assertThatExceptionOfType(CalibrationException.class)
          .isThrownBy(() -> calibrate(trace, DROP, method))
          .withMessage(
              "Cannot make a policy by method %s: it certifies nothing (must be a method that"
                  + " certifies; compare others by a backtest)",
              method.id());
    }
  }

  @Test
  void supports_bothBoundsWithoutTuningRows_isDenied() {
    CalibrationMethod shared = Methods.shared(RiskTest.AUTO);
    assertThat(shared.supports(DROP)).isTrue();
    assertThat(shared.supports(Requests.cost(0.5, 0.9))).isTrue();
    assertThat(shared.supports(DROP.withMaxCost(0.5))).isFalse();
    assertThat(Methods.recommended(CalibrationOptions.DEFAULT).supports(DROP.withMaxCost(0.5)))
        .isTrue();
  }

  @Test
  void crossFit_goalWithACost_isRefused() {
    Trace trace = Rows.alike(100, ONE, Rows.RIGHT, 0.6f, 0.7f, 0.9f).build();
    CalibrationMethod crossFit = Methods.crossFit(CalibrationOptions.DEFAULT);
    assertThat(crossFit.supports(DROP)).isTrue();
    assertThat(crossFit.supports(DROP.withMaxCost(0.5))).isFalse();
    assertThatExceptionOfType(CalibrationException.class)
        .isThrownBy(() -> calibrate(trace, DROP.withMaxCost(0.5), crossFit))
        .withMessageStartingWith("Cannot cross-fit for this goal");
  }

  @Test
  void trace_confidenceThatIsNoNumber_isRefused() {
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> Rows.alike(1, ONE, Rows.RIGHT, 0.6f, Float.NaN, 0.9f))
        .withMessageStartingWith("Cannot add row 0: exit 2 has the confidence NaN");
  }
}

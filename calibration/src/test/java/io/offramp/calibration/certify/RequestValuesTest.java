// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.policy.RiskTarget;
import io.offramp.calibration.search.Calibrations;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestValuesTest {
  @Test
  void riskTarget_ofItsOwnId_isItself() {
    RiskTarget drop = new MaxAccuracyDrop(0.02);
    RiskTarget disagreement = new MaxDisagreement(0.03);
    assertThat(drop.id()).isEqualTo("accuracy-drop");
    assertThat(disagreement.id()).isEqualTo("disagreement");
    assertThat(RiskTarget.of(drop.id(), drop.bound())).isEqualTo(drop);
    assertThat(RiskTarget.of(disagreement.id(), disagreement.bound())).isEqualTo(disagreement);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RiskTarget.of("regret", 0.1))
        .withMessage("Cannot bound risk \"regret\" (must be one of: accuracy-drop, disagreement)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, 2, Double.NaN})
  void bounds_outsideOpenUnit_areRefused(double value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MaxAccuracyDrop(value))
        .withMessage(
            "Cannot bound the accuracy drop by %s (must be in (0,1), a share of rows)"
                .formatted(value));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MaxDisagreement(value))
        .withMessage(
            "Cannot bound the disagreement by %s (must be in (0,1), a share of rows)"
                .formatted(value));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Requests.accuracyDrop(0.1, value))
        .withMessage(
            "Cannot certify with confidence %s (must be in (0,1), such as 0.9)".formatted(value));
    Goal goal = Requests.accuracyDrop(0.1, 0.9);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> goal.withMaxCost(value))
        .withMessage(
            ("Cannot certify with max cost %s (must be in (0,1), a fraction of the full model's"
                    + " cost)")
                .formatted(value));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> goal.withSlices(value, List.of()))
        .withMessage(
            "Cannot certify with max slice risk %s (must be in (0,1), a share of rows)"
                .formatted(value));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.999999995, 1e-9, 1e-20})
  void goal_confidenceThatNoTestCanReach_isRefused(double confidence) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Requests.accuracyDrop(0.1, confidence))
        .withMessage(
            "Cannot certify with confidence %s (must be from 1e-8 to 0.99999999)"
                .formatted(confidence));
  }

  @Test
  void goal_nothingBounded_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> goal(OptionalDouble.empty(), OptionalDouble.empty()))
        .withMessage("Cannot calibrate without a bound (must be a risk, a cost or both)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> goal(OptionalDouble.of(0.5), OptionalDouble.of(0.1)))
        .withMessage(
            "Cannot bound the risk of slices without a bound on the risk of all rows (give one)");
  }

  private static Goal goal(OptionalDouble maxCost, OptionalDouble maxSliceRisk) {
    return new Goal(Optional.empty(), maxCost, maxSliceRisk, List.of(), 0.9);
  }

  @Test
  void delta_ofAConfidence_isExactInDecimals() {
    assertThat(Requests.accuracyDrop(0.1, 0.9).delta()).isEqualTo(0.1);
    assertThat(Requests.accuracyDrop(0.1, 0.95).withMaxCost(0.5).delta()).isEqualTo(0.05);
    assertThat(Requests.cost(0.5, 0.999).delta()).isEqualTo(0.001);
  }

  @Test
  void names_ofTestsAndCalibrations_findThemAgain() {
    for (RiskTest test : RiskTest.values()) {
      assertThat(RiskTest.ofId(test.id())).isEqualTo(test);
    }
    for (Calibrations kind : Calibrations.values()) {
      assertThat(Calibrations.ofId(kind.id())).isEqualTo(kind);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RiskTest.ofId("magic"))
        .withMessage(
            "Cannot use risk test \"magic\" (must be one of: auto, exact-trinomial,"
                + " exact-binomial, hoeffding-bentkus, betting)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calibrations.ofId("magic"))
        .withMessage(
            "Cannot calibrate by \"magic\" (must be one of: beta, shrunken-isotonic, isotonic,"
                + " platt, temperature, none)");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.policy.RiskTarget;
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
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Requests.withMaxCost(0.1, value, 0.9))
        .withMessage(
            ("Cannot certify max cost %s (must be in (0,1), a fraction of the full "
                    + "model's cost; leave it out for no bound)")
                .formatted(value));
  }

  @Test
  void deltaOfEachTest_costAskedForToo_isHalf() {
    assertThat(Requests.accuracyDrop(0.1, 0.9).deltaOfEachTest()).isEqualTo(0.1);
    assertThat(Requests.withMaxCost(0.1, 0.5, 0.9).deltaOfEachTest()).isEqualTo(0.05);
  }
}

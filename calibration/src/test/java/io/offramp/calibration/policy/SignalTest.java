// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SignalTest {
  @Test
  void maxProbability_distribution_isItsGreatest() {
    assertThat(Signal.MAX_PROBABILITY.value(new float[] {0.1f, 0.7f, 0.2f}))
        .isEqualTo((double) 0.7f);
    assertThat(Signal.MAX_PROBABILITY.value(new float[] {1})).isEqualTo(1);
  }

  @Test
  void maxProbability_notADistribution_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Signal.MAX_PROBABILITY.value(new float[] {0.9f, Float.NaN}))
        .withMessage(
            "Cannot compute max-probability: class 1 has probability NaN (must be in [0,1])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Signal.MAX_PROBABILITY.value(new float[] {}))
        .withMessage(
            "Cannot compute max-probability: there are 0 probabilities (must be one a class)");
  }

  @Test
  void ofId_everySignal_isFoundByItsId() {
    for (Signal signal : Signal.values()) {
      assertThat(Signal.ofId(signal.id())).isSameAs(signal);
    }
    assertThat(Signal.MAX_PROBABILITY.id()).isEqualTo("max-probability");
  }

  @Test
  void ofId_unknown_listsTheKnown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Signal.ofId("entropy"))
        .withMessage("Cannot use signal \"entropy\" (must be one of: max-probability)");
  }
}

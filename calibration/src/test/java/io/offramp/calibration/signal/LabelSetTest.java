// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class LabelSetTest {
  @Test
  void of_probabilities_takesThoseFromAHalfOn() {
    LabelSet set = LabelSet.of(new float[] {0.5f, 0.25f, 1, 0.4999f});
    assertThat(set.labels()).containsExactly(0, 2);
    assertThat(set.sureness()).isEqualTo(0.5f);
  }

  @Test
  void of_noneFromAHalfOn_isTheEmptySet() {
    LabelSet set = LabelSet.of(new float[] {0.25f, 0.125f});
    assertThat(set.labels()).isEmpty();
    assertThat(set.sureness()).isEqualTo(0.75f);
  }

  @Test
  void of_noProbabilitiesOrNotANumber_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelSet.of(new float[0]))
        .withMessage("Cannot tell a row's labels: there are 0 probabilities (must be one a class)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelSet.of(new float[] {0.5f, Float.NaN}))
        .withMessage("Cannot tell a row's labels: class 1 has probability NaN (must be in [0,1])");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DevResultTest {
  @Test
  void accuracy_logits_isTheShareOfRightLabelsByExit() {
    DevResult result =
        new DevResult(
            List.of(
                List.of(new float[] {1, 0}, new float[] {1, 0}, new float[] {0, 1}, new float[2]),
                List.of(
                    new float[] {1, 0},
                    new float[] {-2, -1},
                    new float[] {0, 1},
                    new float[] {0, 3})),
            List.of(0, 1, 1, 1));
    assertThat(result.accuracy()).containsExactly(0.5, 1.0);
    assertThat(result.temperatures()).hasSize(2);
  }
}

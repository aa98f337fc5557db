// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WarmUpCosineTest {
  @ParameterizedTest
  @CsvSource({
    "0,    0",
    "5,    0.05",
    "10,   0.1",
    "60,   0.0525", // half way down: 0.1 * (0.05 + 0.95 / 2)
    "110,  0.005",
    "1000, 0.005"
  })
  void at_step_climbsToThePeakAndFallsToATwentieth(int step, double expected) {
    assertThat(new WarmUpCosine(0.1, 10, 110).at(step)).isCloseTo(expected, within(1e-8));
  }

  @Test
  void at_everyStep_risesThenFalls() {
    WarmUpCosine schedule = new WarmUpCosine(0.1, 10, 110);
    for (int step = 1; step <= 110; step++) {
      double change = schedule.at(step) - schedule.at(step - 1);
      assertThat(change > 0).as("rises at step " + step).isEqualTo(step <= 10);
    }
  }

  @Test
  void at_noWarmUp_beginsNearThePeak() {
    WarmUpCosine schedule = new WarmUpCosine(0.1, 0, 100);
    assertThat(schedule.at(0)).isZero();
    assertThat(schedule.at(1)).isCloseTo(0.1, within(1e-4));
    assertThat(schedule.at(100)).isCloseTo(0.005, within(1e-8));
  }

  @Test
  void at_nothingButWarmUp_isFinite() {
    assertThat(new WarmUpCosine(0.1, 1, 1).at(1)).isEqualTo(0.1);
    assertThat(new WarmUpCosine(0.1, 1, 1).at(2)).isCloseTo(0.005, within(1e-8));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LevelGridTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 150, 100_000})
  void levels_anyClasses_fallStrictlyFromSafeToAllLeaving(int classes) {
    double[] levels = LevelGrid.levels(classes);
    assertThat(levels).hasSize(LevelGrid.LEVELS);
    assertThat(levels[0]).isBetween(1 - 1.1e-6, 1 - 0.9e-6);
    for (int i = 0; i < levels.length; i++) {
      assertThat(levels[i]).isGreaterThan(0).isLessThan(i == 0 ? 1 : levels[i - 1]);
      assertThat((double) (float) levels[i]).as("a float").isEqualTo(levels[i]);
    }
    // A trace's probabilities may sum to as little as 0.999, so the greatest may be 0.999/C.
    assertThat(levels[levels.length - 1])
        .isLessThan(0.999 / classes)
        .isGreaterThan(0.98 / Math.max(2, classes));
  }
}

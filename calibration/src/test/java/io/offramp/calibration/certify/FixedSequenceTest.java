// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FixedSequenceTest {
  @Test
  void rejections_laterPValuesSmall_stopAtTheFirstFailure() {
    double[] pValues = {0.01, 0.1, 0.11, 0.001};
    List<Integer> asked = new ArrayList<>();
    int rejected =
        FixedSequence.rejections(
            4,
            i -> {
              asked.add(i);
              return pValues[i];
            },
            0.1);
    assertThat(rejected).isEqualTo(2);
    assertThat(asked).containsExactly(0, 1, 2);
  }

  @Test
  void rejections_extremes_areNoneAndAll() {
    assertThat(FixedSequence.rejections(3, i -> 0.5, 0.1)).isZero();
    assertThat(FixedSequence.rejections(3, i -> 0, 0.1)).isEqualTo(3);
    assertThat(FixedSequence.rejections(0, i -> 0, 0.1)).isZero();
    assertThat(FixedSequence.rejections(3, i -> Double.NaN, 0.1)).isZero();
  }

  @Test
  void rejections_invalidDelta_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FixedSequence.rejections(1, i -> 0, 1))
        .withMessage("Cannot test at level 1.0 (must be in (0,1))");
  }
}

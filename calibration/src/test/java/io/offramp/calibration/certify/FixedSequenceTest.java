// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FixedSequenceTest {
  @Test
  void rejections_laterOnesRejected_stopAtTheFirstFailure() {
    boolean[] rejects = {true, true, false, true};
    List<Integer> asked = new ArrayList<>();
    int rejected =
        FixedSequence.rejections(
            4,
            i -> {
              asked.add(i);
              return rejects[i];
            });
    assertThat(rejected).isEqualTo(2);
    assertThat(asked).containsExactly(0, 1, 2);
  }

  @Test
  void rejections_extremes_areNoneAndAll() {
    assertThat(FixedSequence.rejections(3, i -> false)).isZero();
    assertThat(FixedSequence.rejections(3, i -> true)).isEqualTo(3);
    assertThat(FixedSequence.rejections(0, i -> true)).isZero();
  }
}

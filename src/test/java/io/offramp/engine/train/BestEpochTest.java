// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class BestEpochTest {
  private static TrainedEncoder encoder(int epoch, Double... accuracy) {
    return new TrainedEncoder(List.of(), List.of(), List.of(accuracy), epoch);
  }

  @Test
  void improvedBy_lastExit_decides() {
    BestEpoch best = new BestEpoch();
    assertThat(best.improvedBy(List.of(0.0, 0.0))).isTrue();
    best.keep(encoder(1, 0.5, 0.7));
    assertThat(best.improvedBy(List.of(0.1, 0.71))).isTrue();
    assertThat(best.improvedBy(List.of(0.9, 0.69))).isFalse();
  }

  @Test
  void improvedBy_tieAtTheLastExit_isDecidedByTheMean() {
    BestEpoch best = new BestEpoch();
    best.keep(encoder(4, 0.5, 0.7));
    assertThat(best.improvedBy(List.of(0.6, 0.7))).isTrue();
    assertThat(best.improvedBy(List.of(0.5, 0.7))).isFalse();
    assertThat(best.improvedBy(List.of(0.4, 0.7))).isFalse();
    assertThat(best.epoch()).isEqualTo(4);
  }

  @Test
  void encoder_nothingKept_isRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new BestEpoch().encoder())
        .withMessage("Cannot name a best epoch: none was kept");
  }
}

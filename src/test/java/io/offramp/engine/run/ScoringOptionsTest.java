// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class ScoringOptionsTest {
  @Test
  void options_sizesThatMakeNoBatch_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScoringOptions(0, 10))
        .withMessage("Cannot score in batches of 0 (must be at least 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScoringOptions(8, 7))
        .withMessage("Cannot read 7 rows ahead (must be at least the batch size, 8)");
    assertThat(new ScoringOptions(8, 8).windowRows()).isEqualTo(8);
  }

  @Test
  void withBatchSize_larger_growsTheWindowIfItMust() {
    assertThat(ScoringOptions.DEFAULT.withBatchSize(1)).isEqualTo(new ScoringOptions(1, 2048));
    assertThat(ScoringOptions.DEFAULT.withBatchSize(4096))
        .isEqualTo(new ScoringOptions(4096, 4096));
  }
}

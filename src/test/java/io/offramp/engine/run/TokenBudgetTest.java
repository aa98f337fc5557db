// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import io.offramp.engine.torch.OutOfDeviceMemoryException;
import org.junit.jupiter.api.Test;

final class TokenBudgetTest {
  private final OutOfDeviceMemoryException full =
      new OutOfDeviceMemoryException("full", new EngineException("full"));

  private final ScoringOptions options = Scoring.options(32, 100);
  private final TokenBudget budget = new TokenBudget(options);

  @Test
  void rows_untilMemoryRunsOut_areTheOptions() {
    for (int length : new int[] {4, 16, 64, 100, 512, 4096}) {
      assertThat(budget.rows(length)).isEqualTo(options.rows(length));
    }
    assertThat(budget.filled(3, 64)).isEqualTo(8);
  }

  @Test
  void shrink_fullBatch_halvesBatchesOfEveryLength() {
    assertThat(budget.shrink(32, 64, full)).isTrue();
    assertThat(budget.rows(64)).isEqualTo(16);
    assertThat(budget.rows(16)).isEqualTo(64);
    assertThat(budget.rows(512)).isEqualTo(2);
    assertThat(budget.rows(2048)).isEqualTo(1);
  }

  @Test
  void shrink_batchFromBeforeTheLastTime_changesNothing() {
    budget.shrink(32, 64, full);
    assertThat(budget.shrink(32, 64, full)).as("smaller already").isTrue();
    assertThat(budget.rows(64)).isEqualTo(16);
  }

  @Test
  void shrink_againAndAgain_endsAtOneRow() {
    for (int rows = 32; rows > 1; rows = budget.rows(64)) {
      assertThat(budget.shrink(rows, 64, full)).isTrue();
      assertThat(budget.rows(64)).isLessThan(rows);
    }
    assertThat(budget.filled(1, 64)).isEqualTo(1);
    assertThat(budget.shrink(1, 64, full)).isFalse();
  }
}

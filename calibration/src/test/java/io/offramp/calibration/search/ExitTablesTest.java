// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.signal.HistorySignal;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ExitTablesTest {
  private static final float[] CONFIDENCES = {0.5f, 0.6f, 0.7f};

  private static Trace trace() {
    TraceBuilder builder = Trace.builder(ExitCosts.of(0.2, 0.5, 1), 3);
    builder.addAnswers(OptionalInt.of(1), new int[] {1, 0, 1}, CONFIDENCES);
    builder.addAnswers(OptionalInt.of(1), new int[] {1, 0, 0}, CONFIDENCES);
    builder.addAnswers(OptionalInt.of(1), new int[] {2, 0, 0}, CONFIDENCES);
    builder.addAnswers(OptionalInt.empty(), new int[] {2, 0, 0}, CONFIDENCES);
    return builder.build();
  }

  @Test
  void effects_everyKindOfRow_areTold() {
    ExitTable table = new ExitTables(trace()).of(LoneExitSignal.MAX_PROBABILITY);
    assertThat(table.effect(0, 0)).isEqualTo(ExitTable.AGREES);
    assertThat(table.effect(1, 0)).isEqualTo(ExitTable.HARMFUL);
    assertThat(table.effect(0, 1)).isEqualTo(ExitTable.HELPFUL);
    assertThat(table.effect(0, 2)).isEqualTo(ExitTable.BOTH_WRONG);
    assertThat(table.effect(0, 3)).isEqualTo(ExitTable.UNKNOWN);
    assertThat(table.effect(2, 3)).as("at the last exit").isEqualTo(ExitTable.AGREES);
    assertThat(table.labelled(2)).isTrue();
    assertThat(table.labelled(3)).isFalse();
    assertThat(table.last(0)).isEqualTo(0.7f);
    assertThat(table.signal(1, 0)).isEqualTo(0.6f);
  }

  @Test
  void of_sameSignalAgain_isRemembered() {
    ExitTables tables = new ExitTables(trace());
    HistorySignal patience = new HistorySignal(HistorySignal.Kind.PATIENCE, 3);
    ExitTable table = tables.of(patience);
    assertThat(tables.of(new HistorySignal(HistorySignal.Kind.PATIENCE, 3))).isSameAs(table);
    assertThat(table.signal(1, 2)).isEqualTo(1f / 3);
    assertThat(tables.of(LoneExitSignal.MAX_PROBABILITY)).isNotSameAs(table);
  }
}

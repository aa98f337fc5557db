// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.ExitTables;
import io.offramp.calibration.signal.HistorySignal;
import io.offramp.calibration.signal.LoneExitSignal;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Answers that are numbers: near is the same, and right. */
class NumberTraceTest {
  private static final float[] SURE = {0.4f, 0.6f};
  private static final ExitCosts COSTS = ExitCosts.of(0.5, 1);

  private static TraceBuilder builder() {
    return Trace.ofNumbers(COSTS, 1);
  }

  private static byte effect(float label, float early, float last) {
    Trace trace = builder().addNumbers(label, new float[] {early, last}, SURE).build();
    return new ExitTables(trace).of(LoneExitSignal.MAX_PROBABILITY).effect(0, 0);
  }

  /** Near is no equivalence: all eight kinds of rows there are. */
  @Test
  void effects_everyKindOfRow_areTold() {
    assertThat(effect(0, 0.25f, 0.5f)).isEqualTo(ExitTable.AGREES);
    assertThat(effect(0, 7, 7.5f)).as("both wrong alike").isEqualTo(ExitTable.AGREES);
    assertThat(effect(0, 1.25f, 0.75f)).isEqualTo(ExitTable.SAME_HARMFUL);
    assertThat(effect(0, -0.75f, -1.25f)).isEqualTo(ExitTable.SAME_HELPFUL);
    assertThat(effect(0, -0.75f, 0.75f)).isEqualTo(ExitTable.BOTH_RIGHT);
    assertThat(effect(0, -4, 4)).isEqualTo(ExitTable.BOTH_WRONG);
    assertThat(effect(0, 4, 0)).isEqualTo(ExitTable.HARMFUL);
    assertThat(effect(0, 0, -4)).isEqualTo(ExitTable.HELPFUL);
    assertThat(effect(Float.NaN, 0, -4)).isEqualTo(ExitTable.UNKNOWN);
    assertThat(effect(Float.NaN, 0, 1)).as("at the edge").isEqualTo(ExitTable.AGREES);
  }

  @Test
  void dropAndDiffers_effects_areOfTheirOwn() {
    assertThat(ExitTable.drop(ExitTable.SAME_HARMFUL)).isEqualTo(1);
    assertThat(ExitTable.drop(ExitTable.SAME_HELPFUL)).isEqualTo(-1);
    assertThat(ExitTable.drop(ExitTable.BOTH_RIGHT)).isZero();
    assertThat(ExitTable.differs(ExitTable.SAME_HARMFUL)).isFalse();
    assertThat(ExitTable.differs(ExitTable.BOTH_RIGHT)).isTrue();
  }

  @Test
  void build_rows_areKeptToTheBit() {
    Trace trace =
        builder()
            .addNumbers(-2.5f, new float[] {-1e30f, 3}, SURE)
            .addNumbers(Float.NaN, new float[] {0, -0.0f}, SURE)
            .addNumbers(1, new float[] {1, 1}, SURE)
            .build();
    assertThat(trace.tolerance()).hasValue(1);
    assertThat(trace.labelledRows()).isEqualTo(2);
    assertThat(trace.number(trace.label(0).orElseThrow())).isEqualTo(-2.5f);
    assertThat(trace.number(trace.prediction(0, 1))).isEqualTo(-1e30f);
    assertThat(trace.hasLabel(1)).isFalse();
    assertThat(trace.agree(1, 1, 2)).isTrue();
    assertThat(trace.isRight(1, 1)).isFalse();
    assertThat(trace.accuracy(2)).isEqualTo(0.5);
    assertThat(trace.agreement(1)).isEqualTo(2.0 / 3);
    Trace some = trace.labelledOnly().only(new int[] {1});
    assertThat(some.rows()).isEqualTo(1);
    assertThat(some.tolerance()).hasValue(1);
    assertThat(some.isRight(0, 1)).isTrue();
  }

  @Test
  void add_whatIsNoNumber_isRefused() {
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> builder().addNumbers(0, new float[] {1, Float.NaN}, SURE))
        .withMessage("Cannot add row 0: exit 2 says NaN (must be finite)");
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> builder().addNumbers(1 / 0f, new float[] {1, 1}, SURE))
        .withMessageContaining("its label is Infinity");
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> builder().addNumbers(0, new float[] {1}, SURE))
        .withMessageContaining("it has 1 numbers (must be 2");
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> builder().addAnswers(OptionalInt.empty(), new int[] {0, 0}, SURE))
        .withMessageContaining("predicts class 0");
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> Trace.builder(COSTS, 2).addNumbers(0, new float[] {1, 1}, SURE))
        .withMessageContaining("its answers are numbers (must be classes");
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> Trace.ofNumbers(COSTS, 0))
        .withMessage("Cannot compare numbers within 0.0 (must be positive and finite)");
  }

  @Test
  void signals_thatCompareAnswers_areRefused() {
    Trace trace = builder().addNumbers(0, new float[] {1, 1}, SURE).build();
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(
            () -> SignalColumns.of(trace, new HistorySignal(HistorySignal.Kind.PATIENCE, 2)))
        .withMessageContaining("answers are numbers");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Slice;
import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class BacktestRowsTest {
  /** Rows 0 to 9, of which the odd ones are labelled; the prediction is row % 3. */
  private static Trace trace() {
    TraceBuilder trace = Trace.builder(ExitCosts.of(0.5, 1), 3);
    for (int row = 0; row < 10; row++) {
      int answer = row % 3;
      trace.addAnswers(
          row % 2 == 1 ? OptionalInt.of(answer) : OptionalInt.empty(),
          new int[] {answer, answer},
          new float[] {0.5f, 0.5f});
    }
    return trace.build();
  }

  @Test
  void of_accuracyDrop_keepsLabelledRowsAndTheirSlices() {
    Goal goal =
        Goal.of(new MaxAccuracyDrop(0.1), 0.9)
            .withSlices(0.2, List.of(new Slice("row \"late\"", row -> row >= 6)));
    BacktestRows rows = BacktestRows.of(trace(), goal);
    assertThat(rows.leftOut()).isEqualTo(5);
    assertThat(rows.trace().rows()).isEqualTo(5);
    Slice late = rows.goal().slices().get(0);
    assertThat(late.words()).isEqualTo("row \"late\"");
    for (int row = 0; row < 5; row++) {
      int before = 2 * row + 1;
      assertThat(rows.trace().prediction(row, 1)).isEqualTo(before % 3);
      assertThat(late.contains().test(row)).isEqualTo(before >= 6);
    }
  }

  @Test
  void of_disagreement_keepsAllRows() {
    Trace trace = trace();
    Goal goal = Goal.of(new MaxDisagreement(0.1), 0.9);
    assertThat(BacktestRows.of(trace, goal)).isEqualTo(new BacktestRows(trace, goal, 0));
  }
}

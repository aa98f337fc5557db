// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Slice;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.trace.Trace;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows that can take part in a backtest: all, or those with a label if the accuracy drop is
 * bounded, since what is held out must be labelled to be measured.
 *
 * @param trace the rows
 * @param goal with slices by the numbers that rows have in {@code trace}
 * @param leftOut how many rows are not among them
 */
record BacktestRows(Trace trace, Goal goal, int leftOut) {
  static BacktestRows of(Trace all, Goal goal) {
    boolean needsLabels = goal.risk().orElse(null) instanceof MaxAccuracyDrop;
    if (needsLabels && all.rows() > 0 && all.labelledRows() == 0) {
      throw new IllegalArgumentException(
          "Cannot compare methods by their accuracy drop: 0 of %,d rows are labelled (must be at least 1; --max-disagreement needs no labels)"
              .formatted(all.rows()));
    }
    if (!needsLabels || all.labelledRows() == all.rows()) {
      return new BacktestRows(all, goal, 0);
    }
    int[] kept = IntStream.range(0, all.rows()).filter(all::hasLabel).toArray();
    return new BacktestRows(all.labelledOnly(), among(kept, goal), all.rows() - kept.length);
  }

  private static Goal among(int[] kept, Goal goal) {
    if (goal.maxSliceRisk().isEmpty()) {
      return goal;
    }
    List<Slice> slices =
        goal.slices().stream()
            .map(slice -> new Slice(slice.words(), row -> slice.contains().test(kept[row])))
            .toList();
    return goal.withSlices(goal.maxSliceRisk().getAsDouble(), slices);
  }
}

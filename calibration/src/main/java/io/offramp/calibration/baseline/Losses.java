// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.baseline;

import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.ThresholdPath;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Losses in {0, 1} as the baselines count them: harmful rows, or rows that differ. */
final class Losses {
  private Losses() {}

  static boolean byLabels(Goal goal) {
    return goal.risk().isPresent() && !(goal.risk().get() instanceof MaxDisagreement);
  }

  static double bound(Goal goal) {
    return goal.risk().orElseThrow().bound();
  }

  static double[] of(ThresholdPath path, int level, ExitTable table, int[] rows, Goal goal) {
    boolean byLabels = byLabels(goal);
    int[] known = byLabels ? Arrays.stream(rows).filter(table::labelled).toArray() : rows;
    double[] losses = new double[known.length];
    IntStream.range(0, losses.length)
        .parallel()
        .forEach(
            i -> {
              byte effect = table.effect(path.exit(table, known[i], level), known[i]);
              boolean lost = byLabels ? ExitTable.drop(effect) > 0 : ExitTable.differs(effect);
              losses[i] = lost ? 1 : 0;
            });
    return losses;
  }
}

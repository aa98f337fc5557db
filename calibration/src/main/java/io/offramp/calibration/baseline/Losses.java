// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.baseline;

import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.ThresholdPath;
import java.util.Arrays;

/** Losses in {0, 1} as the baselines count them: harmful rows, or rows that differ. */
final class Losses {
  private final ExitTable table;
  private final boolean byLabels;
  private final int[] known;

  /** Those of some rows of a table, as far as they are known. */
  Losses(ExitTable table, int[] rows, Goal goal) {
    this.table = table;
    this.byLabels = byLabels(goal);
    this.known = byLabels ? Arrays.stream(rows).filter(table::labelled).toArray() : rows;
  }

  static boolean byLabels(Goal goal) {
    return goal.risk().isPresent() && !(goal.risk().get() instanceof MaxDisagreement);
  }

  static double bound(Goal goal) {
    return goal.risk().orElseThrow().bound();
  }

  /**
   * The loss of a row at a level of a path.
   *
   * @param place among the rows whose loss is known, from 0
   */
  double of(ThresholdPath path, int level, int place) {
    int row = known[place];
    byte effect = table.effect(path.exit(table, row, level), row);
    boolean lost = byLabels ? ExitTable.drop(effect) > 0 : ExitTable.differs(effect);
    return lost ? 1 : 0;
  }
}

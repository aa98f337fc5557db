// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.trace.Trace;
import java.util.Arrays;

/**
 * For each level of a shared threshold: how many rows leave at each exit, and how many lose.
 *
 * <p>Takes one pass. A row's exit, as the level falls, changes only where a signal exceeds all
 * signals of earlier exits; between such changes lie ranges of levels, and a range is counted by
 * its two ends (a difference array). That is O(rows K log levels), not O(rows K levels).
 */
final class PathTally {
  private final double[] levels;
  private final ExitCosts costs;
  private final int rows;
  private final int lossRows;
  private final long[][] leaving; // [exit - 1][level]
  private final long[] losses; // [level]

  /** Counts a trace at levels that strictly decrease. */
  static PathTally of(Trace trace, double[] levels, RowLoss loss) {
    long[][] leaving = new long[trace.exits()][levels.length + 1];
    long[] losses = new long[levels.length + 1];
    int lossRows = 0;
    for (int row = 0; row < trace.rows(); row++) {
      boolean covered = loss.covers(trace, row);
      lossRows += covered ? 1 : 0;
      int end = levels.length; // levels from here on are settled: the row left at an earlier exit
      double surest = Double.NEGATIVE_INFINITY;
      for (int exit = 1; exit <= trace.exits() && end > 0; exit++) {
        int start = 0;
        if (exit < trace.exits()) {
          double signal = trace.maxProbability(row, exit);
          if (signal <= surest) {
            continue;
          }
          surest = signal;
          start = Math.min(end, firstAtMost(levels, signal));
        }
        leaving[exit - 1][start]++;
        leaving[exit - 1][end]--;
        if (covered && start < end && loss.loses(trace, row, exit)) {
          losses[start]++;
          losses[end]--;
        }
        end = start;
      }
    }
    for (long[] counts : leaving) {
      Arrays.parallelPrefix(counts, Long::sum);
    }
    Arrays.parallelPrefix(losses, Long::sum);
    return new PathTally(levels, trace, lossRows, leaving, losses);
  }

  private PathTally(double[] levels, Trace trace, int lossRows, long[][] leaving, long[] losses) {
    this.levels = levels;
    this.costs = trace.costs();
    this.rows = trace.rows();
    this.lossRows = lossRows;
    this.leaving = leaving;
    this.losses = losses;
  }

  /** The number of levels. */
  int size() {
    return levels.length;
  }

  /** The threshold at a level, counted from 0. */
  double threshold(int level) {
    return levels[level];
  }

  /** All rows: those that cost. */
  int rows() {
    return rows;
  }

  /** The rows whose loss is known. */
  int lossRows() {
    return lossRows;
  }

  /** How many rows lose at a level. */
  int losses(int level) {
    return Math.toIntExact(losses[level]);
  }

  /** The share of all rows that leave at an exit (1..K) at a level. */
  double exitShare(int level, int exit) {
    return (double) leaving[exit - 1][level] / rows;
  }

  /** The mean cost of all rows at a level, in [c_1,1]. */
  double meanCost(int level) {
    double sum = 0;
    for (int exit = 1; exit <= costs.exits(); exit++) {
      sum += leaving[exit - 1][level] * costs.cost(exit);
    }
    return Math.min(1, sum / rows);
  }

  /** The first level that is at most the signal, so that a row with it leaves; or all levels. */
  private static int firstAtMost(double[] levels, double signal) {
    int low = 0;
    int high = levels.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (levels[middle] <= signal) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}

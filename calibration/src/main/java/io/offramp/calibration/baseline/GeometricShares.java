// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.baseline;

import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.ThresholdPath;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Thresholds by which shares of rows proportional to q^k leave at exits k = 1..K; a small q sends
 * most rows out early.
 *
 * <p>Source: G. Huang, D. Chen, T. Li, F. Wu, L. van der Maaten, K. Weinberger, "Multi-scale dense
 * networks for resource efficient image classification", ICLR 2018 (budgeted batches).
 */
final class GeometricShares {
  private static final int RATIOS = 100;
  private static final double GREATEST_LOG_RATIO = 4;

  /** Rows from the surest down, for each exit; sorted once for all ratios. */
  private final int[][] surest;

  private final float[][] signals;
  private final int rows;

  private GeometricShares(ExitTable table, int[] rows) {
    this.rows = rows.length;
    this.signals = new float[table.early()][rows.length];
    this.surest = new int[table.early()][];
    for (int exit = 0; exit < signals.length; exit++) {
      for (int i = 0; i < rows.length; i++) {
        signals[exit][i] = table.signal(exit, rows[i]);
      }
      surest[exit] = descending(signals[exit]);
    }
  }

  static ThresholdPath path(ExitTable table, int[] rows) {
    GeometricShares shares = new GeometricShares(table, rows);
    return new ThresholdPath(
        IntStream.range(0, RATIOS)
            .parallel()
            .mapToObj(i -> GREATEST_LOG_RATIO * (1 - 2.0 * i / (RATIOS - 1)))
            .map(logRatio -> shares.thresholds(Math.exp(logRatio)))
            .toArray(float[][]::new));
  }

  private static int[] descending(float[] values) {
    long[] keys = new long[values.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (long) Float.floatToIntBits(values[i]) << Integer.SIZE | i; // none is negative
    }
    Arrays.parallelSort(keys);
    int[] order = new int[keys.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) keys[keys.length - 1 - i];
    }
    return order;
  }

  private float[] thresholds(double ratio) {
    int exits = signals.length + 1;
    double total = 0;
    for (int exit = 0; exit < exits; exit++) {
      total += Math.pow(ratio, exit);
    }
    BitSet left = new BitSet(rows);
    float[] thresholds = new float[signals.length];
    for (int exit = 0; exit < thresholds.length; exit++) {
      long leaving = Math.round(rows * Math.pow(ratio, exit) / total);
      thresholds[exit] = leave(exit, leaving, left);
    }
    return thresholds;
  }

  /**
   * Sends the surest of the rows that have not left out at an exit, with those that are as sure as
   * the last of them.
   *
   * @return its signal; infinity if no row leaves
   */
  private float leave(int exit, long leaving, BitSet left) {
    float threshold = Float.POSITIVE_INFINITY;
    long rest = leaving;
    for (int row : surest[exit]) {
      float signal = signals[exit][row];
      if (rest <= 0 && signal < threshold) {
        break;
      }
      if (!left.get(row)) {
        left.set(row);
        rest--;
        threshold = Math.min(threshold, signal);
      }
    }
    return threshold;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.baseline;

import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.ThresholdPath;
import java.util.Arrays;

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

  private GeometricShares() {}

  static ThresholdPath path(ExitTable table, int[] rows) {
    float[][] levels = new float[RATIOS][];
    for (int i = 0; i < RATIOS; i++) {
      double logRatio = GREATEST_LOG_RATIO * (1 - 2.0 * i / (RATIOS - 1));
      levels[i] = thresholds(table, rows, Math.exp(logRatio));
    }
    return new ThresholdPath(levels);
  }

  private static float[] thresholds(ExitTable table, int[] rows, double ratio) {
    int exits = table.early() + 1;
    double total = 0;
    for (int exit = 0; exit < exits; exit++) {
      total += Math.pow(ratio, exit);
    }
    float[] thresholds = new float[table.early()];
    int[] staying = rows;
    for (int exit = 0; exit < table.early(); exit++) {
      int column = exit;
      long leaving = Math.round(rows.length * Math.pow(ratio, exit) / total);
      float[] signals = new float[staying.length];
      for (int i = 0; i < signals.length; i++) {
        signals[i] = table.signal(exit, staying[i]);
      }
      Arrays.sort(signals);
      int place = (int) Math.max(0, signals.length - leaving);
      float threshold =
          leaving == 0 || signals.length == 0 ? Float.POSITIVE_INFINITY : signals[place];
      thresholds[exit] = threshold;
      staying =
          Arrays.stream(staying).filter(row -> !(table.signal(column, row) >= threshold)).toArray();
    }
    return thresholds;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A sequence of threshold vectors from safe to cheap, fixed before the rows are looked at that are
 * to certify one of them. A threshold of positive infinity lets no row leave.
 */
public final class ThresholdPath {
  private final float[][] levels; // [level][K-1]
  private final boolean nested;

  /**
   * A path of given vectors.
   *
   * @param levels at least one vector of K-1 thresholds each; not copied
   */
  public ThresholdPath(float[][] levels) {
    this.levels = levels;
    this.nested = isNested(levels);
  }

  /**
   * One level slid over calibrated scores, from high to low; levels with equal thresholds count
   * once, and the last lets every row leave at exit 1.
   *
   * @param exits the number of exits with a threshold, K-1
   * @param scores levels, decreasing
   */
  public static ThresholdPath of(ExitCalibration calibration, int exits, double[] scores) {
    List<float[]> levels = new ArrayList<>();
    for (double score : scores) {
      float[] thresholds = new float[exits];
      for (int exit = 0; exit < exits; exit++) {
        thresholds[exit] = calibration.threshold(exit, score);
      }
      if (levels.isEmpty() || !Arrays.equals(levels.get(levels.size() - 1), thresholds)) {
        levels.add(thresholds);
      }
    }
    float[] cheapest = new float[exits];
    if (!Arrays.equals(levels.get(levels.size() - 1), cheapest)) {
      levels.add(cheapest);
    }
    return new ThresholdPath(levels.toArray(new float[0][]));
  }

  /** The number of levels. */
  public int size() {
    return levels.length;
  }

  /** A copy of the K-1 thresholds of a level. */
  public float[] thresholds(int level) {
    return levels[level].clone();
  }

  /** Whether no threshold rises along the path, so that no row leaves later than before. */
  public boolean nested() {
    return nested;
  }

  /** The exit, 0..K-1, at which a row leaves at a level. */
  public int exit(ExitTable table, int row, int level) {
    return table.exit(levels[level], row);
  }

  /** The thresholds of one exit, by level. */
  float[] column(int exit) {
    float[] column = new float[levels.length];
    for (int level = 0; level < levels.length; level++) {
      column[level] = levels[level][exit];
    }
    return column;
  }

  private static boolean isNested(float[][] levels) {
    for (int level = 1; level < levels.length; level++) {
      for (int exit = 0; exit < levels[level].length; exit++) {
        if (levels[level][exit] > levels[level - 1][exit]) {
          return false;
        }
      }
    }
    return true;
  }
}

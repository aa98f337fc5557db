// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

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
   * One level slid over calibrated scores, from high to low; one more level lets every row leave at
   * exit 1.
   *
   * @param exits the number of exits with a threshold, K-1
   * @param scores levels, not increasing
   */
  public static ThresholdPath of(ExitCalibration calibration, int exits, double[] scores) {
    float[][] levels = new float[scores.length + 1][exits];
    for (int level = 0; level < scores.length; level++) {
      for (int exit = 0; exit < exits; exit++) {
        boolean again = level > 0 && scores[level] == scores[level - 1];
        levels[level][exit] =
            again ? levels[level - 1][exit] : calibration.threshold(exit, scores[level]);
      }
    }
    return new ThresholdPath(levels);
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

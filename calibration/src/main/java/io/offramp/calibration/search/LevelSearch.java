// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

/**
 * One exit's thresholds along a nested path, to find where a row begins to leave.
 *
 * <p>Thresholds are kept as whole numbers that compare as the floats do, so that a step of the
 * search adds half or nothing by arithmetic; which way it goes is what a processor cannot guess.
 */
final class LevelSearch {
  private final int[] thresholds; // by level, not rising

  private LevelSearch(float[] thresholds) {
    this.thresholds = new int[thresholds.length];
    for (int level = 0; level < thresholds.length; level++) {
      this.thresholds[level] = ordered(thresholds[level]);
    }
  }

  /** One for each exit with a threshold. */
  static LevelSearch[] of(ThresholdPath path, int early) {
    LevelSearch[] columns = new LevelSearch[early];
    for (int exit = 0; exit < early; exit++) {
      columns[exit] = new LevelSearch(path.column(exit));
    }
    return columns;
  }

  /** The first level below end whose threshold is at most the signal; end if there is none. */
  int firstAtMost(int end, float signal) {
    long value = ordered(signal);
    if (end == 0 || thresholds[end - 1] > value) {
      return end; // most often: few rows are for this exit
    }
    int low = 0;
    for (int length = end; length > 1; ) {
      int half = length >>> 1;
      low += half & (int) ((value - thresholds[low + half - 1]) >> 63);
      length -= half;
    }
    return low;
  }

  /** Negative floats' bits fall as they rise; and 0 is -0. */
  private static int ordered(float value) {
    int bits = Float.floatToRawIntBits(value + 0f);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }
}

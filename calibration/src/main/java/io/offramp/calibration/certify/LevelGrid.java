// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

/**
 * The levels that a shared threshold may take, from safe to cheap. They depend on the number of
 * classes and on nothing else, least of all on rows.
 *
 * <p>Levels are equally spaced in the logit, which is roughly how max-probabilities spread. The
 * last is a little below 1/C, the least max-probability there can be, so that at it every row
 * leaves at exit 1. Each level is a float widened to double: comparing in single precision, as a
 * device does, decides the same.
 */
final class LevelGrid {
  static final int LEVELS = 200;

  /** In place of a number of classes, for signals that may be as small as a thousandth. */
  static final int ANY_SIGNAL = 1000;

  private static final double SAFEST = 1 - 1e-6;
  private static final double BELOW_LEAST = 0.99;

  private LevelGrid() {}

  /**
   * The levels for a number of classes, strictly decreasing, each in (0,1); for 0, where answers
   * are numbers, those of any signal.
   */
  static double[] levels(int classes) {
    double top = logit(SAFEST);
    double bottom = logit(BELOW_LEAST / (classes == 0 ? ANY_SIGNAL : Math.max(2, classes)));
    double[] levels = new double[LEVELS];
    for (int i = 0; i < LEVELS; i++) {
      double z = top + (bottom - top) * i / (LEVELS - 1);
      levels[i] = (float) (1 / (1 + Math.exp(-z)));
    }
    return levels;
  }

  private static double logit(double p) {
    return Math.log(p / (1 - p));
  }
}

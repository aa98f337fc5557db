// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.bound.ClopperPearson;
import io.offramp.calibration.search.LevelCounts;

/**
 * A mean over rows, and a 95% interval for what it would be over all rows there could be. Each
 * interval stands for itself: of many, one in twenty misses.
 *
 * @param value what was seen
 * @param low lower end
 * @param high upper end
 */
public record Estimate(double value, double low, double high) {
  private static final double SIDE = 0.025;
  private static final double NORMAL_QUANTILE = 1.959963984540054;

  /**
   * A share of rows, with its exact interval (Clopper and Pearson).
   *
   * @param of rows, at least 1
   * @param hits of them, 0..of
   */
  public static Estimate share(int of, int hits) {
    return new Estimate(
        (double) hits / of,
        ClopperPearson.lower(of, hits, SIDE),
        ClopperPearson.upper(of, hits, SIDE));
  }

  /**
   * A share less another one of the same rows, such as an accuracy drop. The interval is made of
   * exact intervals for both shares, each at half of the error, and so covers at least as often as
   * it says.
   *
   * @param of rows, at least 1
   * @param more rows that count for it
   * @param less rows that count against it
   */
  public static Estimate difference(int of, int more, int less) {
    double side = SIDE / 2;
    return new Estimate(
        (double) (more - less) / of,
        ClopperPearson.lower(of, more, side) - ClopperPearson.upper(of, less, side),
        ClopperPearson.upper(of, more, side) - ClopperPearson.lower(of, less, side));
  }

  /**
   * A mean cost, with the interval of the normal approximation, within [0,1].
   *
   * @param counts of at least 1 row
   */
  public static Estimate cost(LevelCounts counts) {
    double mean = counts.meanCost();
    double half = NORMAL_QUANTILE * counts.costDeviation() / Math.sqrt(counts.rows());
    return new Estimate(mean, Math.max(0, mean - half), Math.min(1, mean + half));
  }

  /** The rest to 1. */
  Estimate rest() {
    return new Estimate(1 - value, 1 - high, 1 - low);
  }
}

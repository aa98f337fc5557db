// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.Arrays;
import java.util.List;

/** Fits paths of threshold vectors to tuning rows. */
public final class PathFitter {
  /** Levels of a path along one calibrated score. */
  public static final int LEVELS = 500;

  private static final double LAST_QUANTILE = 0.02;

  private PathFitter() {}

  /**
   * One level slid over calibrated signals: its values are quantiles of all scores of all early
   * exits.
   *
   * @param rows of the table, at least one
   */
  public static ThresholdPath calibratedLevel(ExitTable table, int[] rows, Calibrations kind) {
    ExitCalibration calibration = kind.fit(table, rows);
    double[] scores = new double[rows.length * table.early()];
    int size = 0;
    for (int exit = 0; exit < table.early(); exit++) {
      for (int row : rows) {
        scores[size++] = calibration.score(exit, table.signal(exit, row));
      }
    }
    Arrays.sort(scores);
    double[] levels = new double[LEVELS];
    for (int i = 0; i < LEVELS; i++) {
      levels[i] = quantile(scores, 1 - (1 - LAST_QUANTILE) * i / (LEVELS - 1));
    }
    return ThresholdPath.of(calibration, table.early(), levels);
  }

  /**
   * The frontier of a search over per-exit thresholds in the space of calibrated signals.
   *
   * @param byLabels whether losses are accuracy drops; otherwise disagreements
   */
  public static ThresholdPath frontier(
      ExitTable table, int[] rows, Calibrations kind, boolean byLabels) {
    ExitCalibration calibration = kind.fit(table, rows);
    double[][] scores = new double[table.early()][rows.length];
    for (int exit = 0; exit < scores.length; exit++) {
      for (int i = 0; i < rows.length; i++) {
        scores[exit][i] = calibration.score(exit, table.signal(exit, rows[i]));
      }
    }
    double[][] losses = ExpectedHarm.of(table, rows, byLabels);
    List<Candidate> frontier =
        FrontierSearch.frontier(new ScoredRows(scores, losses, table.costs()));
    return DescentPath.of(calibration, table.early(), frontier);
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}

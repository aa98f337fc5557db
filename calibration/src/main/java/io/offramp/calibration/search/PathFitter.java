// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.Arrays;
import java.util.List;

/** Fits paths of threshold vectors to tuning rows; the paths share one calibration of signals. */
public final class PathFitter {
  private static final int LEVELS = 500;
  private static final int FINE_LEVELS = 2000;
  private static final int ROWS_FOR_FINE_LEVELS = 5000;
  private static final double LAST_QUANTILE = 0.02;

  private final ExitTable table;
  private final int[] rows;
  private final ExitCalibration calibration;
  private final double[][] scores; // [exit][place in rows]

  /**
   * Calibrates the signals.
   *
   * @param rows of the table; without any, signals stay as they are. Not copied
   */
  public PathFitter(ExitTable table, int[] rows, Calibrations kind) {
    this.table = table;
    this.rows = rows;
    this.calibration = (rows.length == 0 ? Calibrations.NONE : kind).fit(table, rows);
    this.scores = new double[table.early()][rows.length];
    for (int exit = 0; exit < scores.length; exit++) {
      for (int i = 0; i < rows.length; i++) {
        scores[exit][i] = calibration.score(exit, table.signal(exit, rows[i]));
      }
    }
  }

  /** {@link #calibratedLevel(int)} with as many levels as the rows can tell apart. */
  public ThresholdPath calibratedLevel() {
    return calibratedLevel(rows.length < ROWS_FOR_FINE_LEVELS ? LEVELS : FINE_LEVELS);
  }

  /**
   * One level slid over calibrated signals: its values are quantiles of all scores of all early
   * exits, so that paths fitted to different rows correspond level by level.
   *
   * @param number of levels, at least 2; the path has one more, by which all rows leave at exit 1
   */
  public ThresholdPath calibratedLevel(int number) {
    double[] all = Arrays.stream(scores).flatMapToDouble(Arrays::stream).sorted().toArray();
    double[] levels = new double[number];
    for (int i = 0; i < number; i++) {
      double share = 1 - (1 - LAST_QUANTILE) * i / (number - 1);
      levels[i] = all.length == 0 ? share : quantile(all, share);
    }
    return ThresholdPath.of(calibration, table.early(), levels);
  }

  /**
   * The frontier of a search over per-exit thresholds in the space of calibrated signals.
   *
   * @param byLabels whether losses are accuracy drops; otherwise disagreements
   */
  public ThresholdPath frontier(boolean byLabels) {
    if (rows.length == 0) {
      return calibratedLevel();
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

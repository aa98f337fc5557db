// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import io.offramp.calibration.policy.ExitCosts;

/**
 * Rows to search thresholds on: a score and a loss for every row and early exit. The loss of the
 * last exit is 0.
 */
public final class ScoredRows {
  private final double[][] scores;
  private final double[][] losses;
  private final double[] costs;

  /**
   * Rows by columns, which are not copied.
   *
   * @param scores [K-1][n], finite
   * @param losses [K-1][n], what leaving there loses in expectation, in [-1,1]
   * @param costs of the K exits
   */
  public ScoredRows(double[][] scores, double[][] losses, ExitCosts costs) {
    this.scores = scores;
    this.losses = losses;
    this.costs = costs.toArray();
  }

  /** The number of exits with a threshold, K-1. */
  public int early() {
    return scores.length;
  }

  /** The number of rows. */
  public int rows() {
    return scores[0].length;
  }

  double[] scores(int exit) {
    return scores[exit];
  }

  /** What leaving at an exit 0..K-1 adds to the Lagrangian: cost plus price times loss. */
  double value(int exit, int row, double price) {
    return exit == scores.length ? costs[exit] : costs[exit] + price * losses[exit][row];
  }

  /** The exit, 0..K-1, at which a row leaves by K-1 thresholds on the scores. */
  int exit(double[] thresholds, int row) {
    int exit = 0;
    while (exit < scores.length && !(scores[exit][row] >= thresholds[exit])) {
      exit++;
    }
    return exit;
  }

  /** A threshold vector with what it costs and loses on these rows. */
  public Candidate candidate(double[] thresholds) {
    double cost = 0;
    double loss = 0;
    for (int row = 0; row < rows(); row++) {
      int exit = exit(thresholds, row);
      cost += costs[exit];
      loss += exit == scores.length ? 0 : losses[exit][row];
    }
    return new Candidate(thresholds, cost / rows(), loss / rows());
  }
}

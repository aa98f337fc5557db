// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

/**
 * The loss of leaving at an exit that a search should count, for every row of a sample.
 *
 * <p>With labels, an observed accuracy drop in {-1, 0, 1} is mostly luck of the label; half of what
 * is counted is therefore its expectation given how sure the exit and the last exit are, from a
 * ridge regression over the pairs that disagree. Without labels every disagreement counts as 1.
 * Where answers are numbers, near ones can differ in being right, too; they count as what they were
 * seen to lose.
 */
final class ExpectedHarm {
  private static final int FEATURES = 3;
  private static final double RIDGE = 1;

  private ExpectedHarm() {}

  /** The losses, [K-1][rows.length]. */
  static double[][] of(ExitTable table, int[] rows, boolean byLabels) {
    double[] weights = byLabels ? regress(table, rows) : new double[FEATURES];
    double[] x = new double[FEATURES];
    double[][] losses = new double[table.early()][rows.length];
    for (int exit = 0; exit < table.early(); exit++) {
      for (int i = 0; i < rows.length; i++) {
        byte effect = table.effect(exit, rows[i]);
        if (!ExitTable.differs(effect)) {
          losses[exit][i] = byLabels ? ExitTable.drop(effect) : 0;
          continue;
        }
        if (!byLabels) {
          losses[exit][i] = 1;
          continue;
        }
        features(table, exit, rows[i], x);
        double expected = Math.max(-1, Math.min(1, LogisticFit.dot(weights, x)));
        losses[exit][i] =
            effect == ExitTable.UNKNOWN ? expected : (expected + ExitTable.drop(effect)) / 2;
      }
    }
    return losses;
  }

  private static double[] regress(ExitTable table, int[] rows) {
    double[][] gram = new double[FEATURES][FEATURES];
    double[] moments = new double[FEATURES];
    double[] x = new double[FEATURES];
    for (int exit = 0; exit < table.early(); exit++) {
      for (int row : rows) {
        byte effect = table.effect(exit, row);
        if (!ExitTable.differs(effect) || effect == ExitTable.UNKNOWN) {
          continue;
        }
        features(table, exit, row, x);
        for (int j = 0; j < FEATURES; j++) {
          moments[j] += x[j] * ExitTable.drop(effect);
          for (int k = 0; k <= j; k++) {
            gram[j][k] += x[j] * x[k];
          }
        }
      }
    }
    for (int j = 0; j < FEATURES; j++) {
      gram[j][j] += RIDGE;
    }
    return Cholesky.solve(gram, moments);
  }

  private static void features(ExitTable table, int exit, int row, double[] into) {
    into[0] = 1;
    into[1] = Logit.ofSignal(table.last(row));
    into[2] = Logit.ofSignal(table.signal(exit, row));
  }
}

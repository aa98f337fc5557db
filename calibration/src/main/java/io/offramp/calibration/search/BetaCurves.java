// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

/**
 * Beta calibration for each exit: log odds of agreeing = a ln s - b ln(1-s) + c with a, b &ge; 0.
 *
 * <p>Source: M. Kull, T. Silva Filho, P. Flach, "Beta calibration: a well-founded and easily
 * implemented improvement on logistic calibration for binary classifiers", AISTATS 2017.
 */
final class BetaCurves implements ExitCalibration {
  private static final double RIDGE = 1e-3;
  private static final double FIXED = 1e9;
  private static final double LEAST = 1e-6;
  private static final double GREATEST = 1 - 1e-7;

  private final double[][] weights; // [exit]: c, a, b

  private BetaCurves(double[][] weights) {
    this.weights = weights;
  }

  static BetaCurves fit(ExitTable table, int[] rows) {
    double[][] weights = new double[table.early()][];
    for (int exit = 0; exit < table.early(); exit++) {
      weights[exit] = fit(table, rows, exit);
    }
    return new BetaCurves(weights);
  }

  private static double[] fit(ExitTable table, int[] rows, int exit) {
    boolean[] agrees = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      agrees[i] = table.agrees(exit, rows[i]);
    }
    LogisticFit.Design design = (i, x) -> features(table.signal(exit, rows[i]), x);
    double[] ridge = {RIDGE, RIDGE, RIDGE};
    double[] prior = {0, 1, 1};
    double[] w = LogisticFit.fit(rows.length, design, agrees, prior, ridge);
    for (int j = 1; j <= 2; j++) {
      if (w[j] < 0) { // the source's remedy: leave that term out and fit again
        prior[j] = 0;
        ridge[j] = FIXED;
        w = LogisticFit.fit(rows.length, design, agrees, prior, ridge);
        w[j] = 0;
      }
    }
    w[1] = Math.max(0, w[1]);
    w[2] = Math.max(0, w[2]);
    return w;
  }

  private static void features(float signal, double[] into) {
    double s = Math.min(GREATEST, Math.max(LEAST, signal));
    into[0] = 1;
    into[1] = Math.log(s);
    into[2] = -Math.log1p(-s);
  }

  @Override
  public double score(int exit, float signal) {
    double[] x = new double[3];
    features(signal, x);
    return LogisticFit.dot(weights[exit], x);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

/**
 * Temperature scaling for each exit: log odds of agreeing = log odds of the signal / T, T &gt; 0.
 *
 * <p>Source: C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On calibration of modern neural networks",
 * ICML 2017.
 */
final class Temperatures implements ExitCalibration {
  private static final double RIDGE = 1e-3;
  private static final double LEAST = 1e-3;

  private final double[] inverse;

  private Temperatures(double[] inverse) {
    this.inverse = inverse;
  }

  static Temperatures fit(ExitTable table, int[] rows) {
    double[] inverse = new double[table.early()];
    for (int exit = 0; exit < table.early(); exit++) {
      int column = exit;
      boolean[] agrees = new boolean[rows.length];
      for (int i = 0; i < rows.length; i++) {
        agrees[i] = table.agrees(exit, rows[i]);
      }
      double[] fitted =
          LogisticFit.fit(
              rows.length,
              (i, x) -> x[0] = Logit.ofSignal(table.signal(column, rows[i])),
              agrees,
              new double[] {1},
              new double[] {RIDGE});
      inverse[exit] = Math.max(LEAST, fitted[0]);
    }
    return new Temperatures(inverse);
  }

  @Override
  public double score(int exit, float signal) {
    return inverse[exit] * Logit.ofSignal(signal);
  }
}

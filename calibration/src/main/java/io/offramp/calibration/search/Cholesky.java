// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

/** Solves small symmetric positive definite systems. */
final class Cholesky {
  private Cholesky() {}

  /**
   * The x with A x = b.
   *
   * @param a the lower triangle of A, [d][d]; what is above the diagonal is not read; overwritten
   * @param b d numbers
   */
  static double[] solve(double[][] a, double[] b) {
    int d = b.length;
    for (int j = 0; j < d; j++) {
      for (int k = 0; k < j; k++) {
        for (int i = j; i < d; i++) {
          a[i][j] -= a[i][k] * a[j][k];
        }
      }
      double root = Math.sqrt(a[j][j]);
      for (int i = j; i < d; i++) {
        a[i][j] /= root;
      }
    }
    double[] x = b.clone();
    for (int i = 0; i < d; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= a[i][k] * x[k];
      }
      x[i] /= a[i][i];
    }
    for (int i = d - 1; i >= 0; i--) {
      for (int k = i + 1; k < d; k++) {
        x[i] -= a[k][i] * x[k];
      }
      x[i] /= a[i][i];
    }
    return x;
  }
}

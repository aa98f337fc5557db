// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

/**
 * Logistic regression of a binary answer by Newton's method, with a Gaussian prior on each
 * coefficient: minimises the sum of log losses plus half ridge_j (w_j - prior_j)^2.
 */
public final class LogisticFit {
  private static final int MOST_STEPS = 50;
  private static final double ENOUGH = 1e-9;
  private static final double LONGEST_STEP = 4;

  private LogisticFit() {}

  /** Gives the features of an example, by index. */
  public interface Design {
    void features(int example, double[] into);
  }

  /**
   * The coefficients.
   *
   * @param examples how many
   * @param design their features
   * @param answers true or false for each
   * @param prior the coefficients before any data; also where Newton's method begins
   * @param ridge the precision of the prior of each coefficient, &gt; 0
   */
  public static double[] fit(
      int examples, Design design, boolean[] answers, double[] prior, double[] ridge) {
    int d = prior.length;
    double[] w = prior.clone();
    double[][] all = new double[examples][d];
    for (int i = 0; i < examples; i++) {
      design.features(i, all[i]);
    }
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] gradient = new double[d];
      double[][] hessian = new double[d][d];
      for (int j = 0; j < d; j++) {
        gradient[j] = ridge[j] * (w[j] - prior[j]);
        hessian[j][j] = ridge[j];
      }
      for (int i = 0; i < examples; i++) {
        double[] x = all[i];
        double p = Logit.inverse(dot(w, x));
        double residual = p - (answers[i] ? 1 : 0);
        double curvature = p * (1 - p);
        for (int j = 0; j < d; j++) {
          gradient[j] += residual * x[j];
          for (int k = 0; k <= j; k++) {
            hessian[j][k] += curvature * x[j] * x[k];
          }
        }
      }
      double[] move = Cholesky.solve(hessian, gradient);
      double longest = 0;
      for (double m : move) {
        longest = Math.max(longest, Math.abs(m));
      }
      double damping = Math.min(1, LONGEST_STEP / longest);
      for (int j = 0; j < d; j++) {
        w[j] -= damping * move[j];
      }
      if (longest < ENOUGH) {
        break;
      }
    }
    return w;
  }

  static double dot(double[] w, double[] x) {
    double sum = 0;
    for (int j = 0; j < w.length; j++) {
      sum += w[j] * x[j];
    }
    return sum;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

/**
 * Logistic regression of a binary answer by Newton's method, with a Gaussian prior on each
 * coefficient: minimises the sum of log losses plus half ridge_j (w_j - prior_j)^2. A step that
 * makes the sum greater is halved until it does not, so that no start is too far away.
 */
public final class LogisticFit {
  private static final int MOST_STEPS = 5_000;
  private static final double ENOUGH = 1e-9;
  private static final double ROUNDING = 1e-12;

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
    double[] w = prior.clone();
    double[][] features = new double[examples][prior.length];
    for (int i = 0; i < examples; i++) {
      design.features(i, features[i]);
    }
    Sums here = new Sums(features, answers, prior, ridge, w);
    double[] move = Cholesky.solve(here.hessian, here.gradient);
    for (int step = 0; step < MOST_STEPS && longest(move) >= ENOUGH; step++) {
      double[] next = w.clone();
      for (int j = 0; j < next.length; j++) {
        next[j] -= move[j];
      }
      Sums there = new Sums(features, answers, prior, ridge, next);
      if (there.objective <= here.objective + ROUNDING * (1 + here.objective)) {
        w = next;
        here = there;
        move = Cholesky.solve(here.hessian, here.gradient);
      } else {
        for (int j = 0; j < move.length; j++) {
          move[j] /= 2;
        }
      }
    }
    return w;
  }

  private static double longest(double[] move) {
    double longest = 0;
    for (double m : move) {
      longest = Math.max(longest, Math.abs(m));
    }
    return longest;
  }

  /** What is minimised, with its derivatives, at given coefficients. */
  private static final class Sums {
    double objective;
    final double[] gradient;
    final double[][] hessian;

    Sums(double[][] features, boolean[] answers, double[] prior, double[] ridge, double[] w) {
      int d = w.length;
      this.gradient = new double[d];
      this.hessian = new double[d][d];
      for (int j = 0; j < d; j++) {
        double off = w[j] - prior[j];
        objective += ridge[j] * off * off / 2;
        gradient[j] = ridge[j] * off;
        hessian[j][j] = ridge[j];
      }
      for (int i = 0; i < features.length; i++) {
        add(features[i], answers[i], dot(w, features[i]));
      }
    }

    private void add(double[] x, boolean answer, double z) {
      double against = Math.exp(-Math.abs(z));
      objective += Math.log1p(against) + (answer == (z >= 0) ? 0 : Math.abs(z));
      double p = z >= 0 ? 1 / (1 + against) : against / (1 + against);
      double residual = p - (answer ? 1 : 0);
      double curvature = p * (1 - p);
      for (int j = 0; j < x.length; j++) {
        gradient[j] += residual * x[j];
        for (int k = 0; k <= j; k++) {
          hessian[j][k] += curvature * x[j] * x[k];
        }
      }
    }
  }

  static double dot(double[] w, double[] x) {
    double sum = 0;
    for (int j = 0; j < w.length; j++) {
      sum += w[j] * x[j];
    }
    return sum;
  }
}

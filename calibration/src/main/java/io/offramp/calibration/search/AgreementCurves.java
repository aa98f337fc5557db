// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.Arrays;

/**
 * For each exit a smooth increasing curve from its signal s to its chance of agreeing with the last
 * exit, fitted by logistic regression. The prior says that a signal is that chance already, and
 * weighs little more than one row; with a hundred rows an exit it keeps exits that hardly ever
 * disagree from running away.
 */
final class AgreementCurves implements ExitCalibration {
  private static final double RIDGE = 0.3;
  private static final double FIXED = 1e9;
  private static final double LEAST_SLOPE = 1e-3;
  private static final double LEAST = 1e-6;
  private static final double GREATEST = 1 - 1e-7;

  /** What the log odds of agreeing are linear in; the greater each, the surer. */
  enum Family {
    /**
     * 1, ln s and -ln(1-s). Two slopes can straighten out overconfidence near 1 without spoiling
     * the middle.
     *
     * <p>Source: M. Kull, T. Silva Filho, P. Flach, "Beta calibration: a well-founded and easily
     * implemented improvement on logistic calibration for binary classifiers", AISTATS 2017.
     */
    BETA,
    /**
     * 1 and the log odds of s.
     *
     * <p>Source: J. Platt, "Probabilistic outputs for support vector machines and comparisons to
     * regularized likelihood methods" (1999).
     */
    PLATT,
    /**
     * The log odds of s alone.
     *
     * <p>Source: C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On calibration of modern neural
     * networks", ICML 2017.
     */
    TEMPERATURE;

    /** Weights by which the signal is the chance of agreeing. */
    private double[] prior() {
      return switch (this) {
        case BETA -> new double[] {0, 1, 1};
        case PLATT -> new double[] {0, 1};
        case TEMPERATURE -> new double[] {1};
      };
    }

    /** The first slope; what comes before is an intercept, of any sign. */
    private int firstSlope() {
      return this == TEMPERATURE ? 0 : 1;
    }

    private void features(float signal, double[] into) {
      double s = Math.min(GREATEST, Math.max(LEAST, signal));
      double below = Math.log(s);
      double above = -Math.log1p(-s);
      switch (this) {
        case BETA -> {
          into[0] = 1;
          into[1] = below;
          into[2] = above;
        }
        case PLATT -> {
          into[0] = 1;
          into[1] = below + above;
        }
        case TEMPERATURE -> into[0] = below + above;
      }
    }
  }

  private final Family family;
  private final double[][] weights; // [exit]

  private AgreementCurves(Family family, double[][] weights) {
    this.family = family;
    this.weights = weights;
  }

  /** Fits rows of a table; exits without rows keep the prior. */
  static AgreementCurves fit(Family family, ExitTable table, int[] rows) {
    double[][] weights = new double[table.early()][];
    for (int exit = 0; exit < table.early(); exit++) {
      weights[exit] = fit(family, table, rows, exit);
    }
    return new AgreementCurves(family, weights);
  }

  private static double[] fit(Family family, ExitTable table, int[] rows, int exit) {
    boolean[] agrees = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      agrees[i] = table.agrees(exit, rows[i]);
    }
    LogisticFit.Design design = (i, x) -> family.features(table.signal(exit, rows[i]), x);
    double[] prior = family.prior();
    double[] ridge = new double[prior.length];
    Arrays.fill(ridge, RIDGE);
    double[] w = LogisticFit.fit(rows.length, design, agrees, prior, ridge);
    for (int j = family.firstSlope(); j < w.length; j++) {
      if (w[j] < LEAST_SLOPE && ridge[j] < FIXED) {
        // Surer would mean worse: all but leave the term out, fit again, look at all slopes again.
        prior[j] = LEAST_SLOPE;
        ridge[j] = FIXED;
        w = LogisticFit.fit(rows.length, design, agrees, prior, ridge);
        j = family.firstSlope() - 1;
      }
    }
    for (int j = family.firstSlope(); j < w.length; j++) {
      w[j] = Math.max(LEAST_SLOPE, w[j]);
    }
    return w;
  }

  @Override
  public double score(int exit, float signal) {
    double[] x = new double[weights[exit].length];
    family.features(signal, x);
    return LogisticFit.dot(weights[exit], x);
  }
}

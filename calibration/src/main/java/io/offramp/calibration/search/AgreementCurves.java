// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

/**
 * For each exit a smooth curve from its signal s to its chance of agreeing with the last exit: log
 * odds = c + a ln s - b ln(1-s), with a, b &gt; 0. With a = b this is Platt scaling, and with
 * different ones beta calibration, which can straighten out overconfidence near 1 without spoiling
 * the middle.
 *
 * <p>Slopes are drawn towards those of one curve through all exits, so that few rows suffice.
 *
 * <p>Source of the family: M. Kull, T. Silva Filho, P. Flach, "Beta calibration: a well-founded and
 * easily implemented improvement on logistic calibration for binary classifiers", AISTATS 2017.
 */
final class AgreementCurves implements ExitCalibration {
  private static final double POOLED_RIDGE = Double.parseDouble(System.getProperty("pr","1"));
  private static final double SLOPE_RIDGE = Double.parseDouble(System.getProperty("sr","0.01"));
  private static final double NO_RIDGE = 1e-6;
  private static final double FIXED = 1e9;
  private static final double LEAST_SLOPE = 1e-3;
  private static final double LEAST = 1e-6;
  private static final double GREATEST = 1 - 1e-7;

  private final double[][] weights; // [exit]: c, a, b

  private AgreementCurves(double[][] weights) {
    this.weights = weights;
  }

  /** Fits rows of a table. */
  static AgreementCurves fit(ExitTable table, int[] rows) {
    int exits = table.early();
    int n = rows.length;
    double[] pooled =
        monotone(
            exits * n,
            (i, x) -> features(table.signal(i / n, rows[i % n]), x),
            i -> table.agrees(i / n, rows[i % n]),
            new double[] {0, Double.parseDouble(System.getProperty("p0","0.5")), Double.parseDouble(System.getProperty("p0","0.5"))},
            new double[] {POOLED_RIDGE, POOLED_RIDGE, POOLED_RIDGE});
    double[][] weights = new double[exits][];
    for (int exit = 0; exit < exits; exit++) {
      int column = exit;
      weights[exit] =
          monotone(
              n,
              (i, x) -> features(table.signal(column, rows[i]), x),
              i -> table.agrees(column, rows[i]),
              pooled,
              new double[] {NO_RIDGE, SLOPE_RIDGE, SLOPE_RIDGE});
    }
    return new AgreementCurves(weights);
  }

  private static double[] monotone(
      int examples,
      LogisticFit.Design design,
      java.util.function.IntPredicate agrees,
      double[] prior,
      double[] ridge) {
    boolean[] answers = new boolean[examples];
    for (int i = 0; i < examples; i++) {
      answers[i] = agrees.test(i);
    }
    double[] center = prior.clone();
    double[] precision = ridge.clone();
    double[] w = LogisticFit.fit(examples, design, answers, center, precision);
    for (int j = 1; j < w.length; j++) {
      if (w[j] < LEAST_SLOPE) { // surer would mean worse: leave the term out and fit again
        center[j] = LEAST_SLOPE;
        precision[j] = FIXED;
        w = LogisticFit.fit(examples, design, answers, center, precision);
        w[j] = LEAST_SLOPE;
      }
    }
    for (int j = 1; j < w.length; j++) {
      w[j] = Math.max(LEAST_SLOPE, w[j]);
    }
    return w;
  }

  int exits() {
    return weights.length;
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

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import io.offramp.calibration.search.PoolAdjacentViolators.Blocks;
import java.util.Arrays;

/**
 * Scores by the probability of agreeing with the last exit, from isotonic regression that is shrunk
 * towards a logistic curve; needs no labels.
 *
 * <p>Three layers, each steadying the next: one logistic curve over the signals of all exits; one
 * for each exit, with its slope drawn to the common one; and an isotonic fit for each exit, in
 * which the exit's curve counts as a dozen rows in every block. The blocks are joined
 * by straight lines in the log odds. A twentieth of the curve is added, so that scores increase
 * strictly and levels can tell equal blocks apart.
 */
final class ShrunkenIsotonic implements ExitCalibration {
  static final double PRIOR_ROWS = Double.parseDouble(System.getProperty("pri","12"));
  private static final double TILT = 0.05;
  private static final double LEAST = 1e-3;
  private static final double GREATEST = 1 - 1e-4;

  private double weight;
  private final AgreementCurves curves;
  private final double[][] knots; // log odds of the signal, increasing
  private final double[][] values; // log odds of agreeing, increasing

  private ShrunkenIsotonic(AgreementCurves curves) {
    this.curves = curves;
    this.knots = new double[curves.exits()][];
    this.values = new double[curves.exits()][];
  }

  /** Fits rows of a table. */
  static ShrunkenIsotonic fit(ExitTable table, int[] rows) {
    ShrunkenIsotonic fit = new ShrunkenIsotonic(AgreementCurves.fit(table, rows));
    fit.weight = rows.length / (rows.length + Double.parseDouble(System.getProperty("half","500")));
    for (int exit = 0; exit < table.early(); exit++) {
      fit.fitExit(exit, AgreementSample.of(table, rows, exit));
    }
    return fit;
  }

  private void fitExit(int exit, AgreementSample sample) {
    Blocks raw = PoolAdjacentViolators.fit(sample.agreement(), sample.weights());
    int blocks = raw.size();
    double[] z = new double[blocks];
    double[] p = new double[blocks];
    double[] mass = new double[blocks];
    for (int b = 0; b < blocks; b++) {
      double rows = 0;
      double curve = 0;
      for (int i = raw.start(b); i < raw.end(b); i++) {
        double weight = sample.weights()[i];
        rows += weight;
        z[b] += weight * sample.logOdds()[i];
        curve += weight * Logit.inverse(curves.score(exit, sample.signals()[i]));
      }
      z[b] /= rows;
      curve /= rows;
      double shrunken = (raw.mean(b) * rows + PRIOR_ROWS * curve) / (rows + PRIOR_ROWS);
      p[b] = Math.min(GREATEST, Math.max(LEAST, shrunken));
      mass[b] = rows;
    }
    Blocks fitted = PoolAdjacentViolators.fit(p, mass);
    knots[exit] = new double[fitted.size()];
    values[exit] = new double[fitted.size()];
    for (int b = 0; b < fitted.size(); b++) {
      double rows = 0;
      for (int i = fitted.start(b); i < fitted.end(b); i++) {
        rows += mass[i];
        knots[exit][b] += mass[i] * z[i];
      }
      knots[exit][b] /= rows;
      values[exit][b] = Logit.of(fitted.mean(b));
    }
  }

  @Override
  public double score(int exit, float signal) {
    double z = Logit.ofSignal(signal);
    return weight * interpolate(knots[exit], values[exit], z) + (1 - weight) * curves.score(exit, signal);
  }

  private static double interpolate(double[] x, double[] y, double at) {
    int place = Arrays.binarySearch(x, at);
    if (place >= 0) {
      return y[place];
    }
    int after = -place - 1;
    if (after == 0) {
      return y[0];
    }
    if (after == x.length) {
      return y[x.length - 1];
    }
    double share = (at - x[after - 1]) / (x[after] - x[after - 1]);
    return y[after - 1] + share * (y[after] - y[after - 1]);
  }
}

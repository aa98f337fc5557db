// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import io.offramp.calibration.search.PoolAdjacentViolators.Blocks;
import java.util.Arrays;

/**
 * Scores by the probability of agreeing with the last exit, from a smooth curve and an isotonic
 * regression that is shrunk towards it; needs no labels.
 *
 * <p>In the isotonic fit the curve counts as {@value #PRIOR_ROWS} rows in every block; the blocks
 * are joined by straight lines in the log odds. The curve has the greater say while there are few
 * rows, the isotonic fit when there are many, and with the curve's share scores increase strictly,
 * so that levels can tell rows of one block apart.
 */
final class ShrunkenIsotonic implements ExitCalibration {
  static final int PRIOR_ROWS = 12;

  /** With as many rows curve and isotonic fit weigh the same. */
  private static final double EQUAL_ROWS = 3000;

  private static final double LEAST = 1e-3;
  private static final double GREATEST = 1 - 1e-4;

  private final AgreementCurves curves;
  private final double weight;
  private final double[][] knots; // log odds of the signal, increasing
  private final double[][] values; // log odds of agreeing, increasing

  private ShrunkenIsotonic(AgreementCurves curves, int exits, double weight) {
    this.curves = curves;
    this.weight = weight;
    this.knots = new double[exits][];
    this.values = new double[exits][];
  }

  /** Fits rows of a table, at least one. */
  static ShrunkenIsotonic fit(ExitTable table, int[] rows) {
    AgreementCurves curves = AgreementCurves.fit(AgreementCurves.Family.BETA, table, rows);
    double weight = rows.length / (rows.length + EQUAL_ROWS);
    ShrunkenIsotonic fit = new ShrunkenIsotonic(curves, table.early(), weight);
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
    double steps = interpolate(knots[exit], values[exit], z);
    return weight * steps + (1 - weight) * curves.score(exit, signal);
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
    // Rounding must not lead above the next knot: scores do not decrease.
    return Math.min(y[after], y[after - 1] + share * (y[after] - y[after - 1]));
  }
}

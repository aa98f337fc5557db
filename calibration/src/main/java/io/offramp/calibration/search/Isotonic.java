// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import io.offramp.calibration.search.PoolAdjacentViolators.Blocks;
import java.util.Arrays;

/**
 * For each exit the isotonic regression of agreement with the last exit on the signal: a step
 * function.
 */
final class Isotonic implements ExitCalibration {
  private final double[][] starts; // log odds of the signal at which a step begins
  private final double[][] values;

  private Isotonic(int exits) {
    this.starts = new double[exits][];
    this.values = new double[exits][];
  }

  static Isotonic fit(ExitTable table, int[] rows) {
    Isotonic fit = new Isotonic(table.early());
    for (int exit = 0; exit < table.early(); exit++) {
      AgreementSample sample = AgreementSample.of(table, rows, exit);
      Blocks blocks = PoolAdjacentViolators.fit(sample.agreement(), sample.weights());
      fit.starts[exit] = new double[blocks.size()];
      fit.values[exit] = new double[blocks.size()];
      for (int b = 0; b < blocks.size(); b++) {
        fit.starts[exit][b] = sample.logOdds()[blocks.start(b)];
        fit.values[exit][b] = blocks.mean(b);
      }
    }
    return fit;
  }

  @Override
  public double score(int exit, float signal) {
    int place = Arrays.binarySearch(starts[exit], Logit.ofSignal(signal));
    int step = place >= 0 ? place : -place - 2;
    return step < 0 ? 0 : values[exit][step];
  }

  @Override
  public double raised(double level, double logOdds) {
    return Logit.raised(level, logOdds);
  }
}

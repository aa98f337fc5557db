// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.Arrays;

/** Signals of one exit and whether it agrees with the last one; equal signals are merged. */
final class AgreementSample {
  private final float[] signals;
  private final double[] logOdds;
  private final double[] agreement;
  private final double[] weights;

  private AgreementSample(float[] signals, double[] logOdds, double[] agreement, double[] weights) {
    this.signals = signals;
    this.logOdds = logOdds;
    this.agreement = agreement;
    this.weights = weights;
  }

  /** The signals, strictly increasing. */
  float[] signals() {
    return signals;
  }

  /** The log odds of the signals, strictly increasing. */
  double[] logOdds() {
    return logOdds;
  }

  /** For each signal the share of rows that agree. */
  double[] agreement() {
    return agreement;
  }

  /** For each signal the number of rows. */
  double[] weights() {
    return weights;
  }

  /** Collects rows of a table at an exit. */
  static AgreementSample of(ExitTable table, int[] rows, int exit) {
    // Signals are floats in [0,1], whose bits are ordered as they are; the last bit is the answer.
    long[] sorted = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      long bits = Float.floatToIntBits(Math.max(0f, table.signal(exit, rows[i])));
      sorted[i] = bits << 1 | (table.agrees(exit, rows[i]) ? 1 : 0);
    }
    Arrays.sort(sorted);
    float[] signals = new float[rows.length];
    double[] z = new double[rows.length];
    double[] agreeing = new double[rows.length];
    double[] weights = new double[rows.length];
    int size = 0;
    for (long entry : sorted) {
      float signal = Float.intBitsToFloat((int) (entry >> 1));
      double logOdds = Logit.ofSignal(signal);
      if (size == 0 || logOdds > z[size - 1]) {
        signals[size] = signal;
        z[size++] = logOdds;
      }
      agreeing[size - 1] += entry & 1;
      weights[size - 1]++;
    }
    for (int i = 0; i < size; i++) {
      agreeing[i] /= weights[i];
    }
    return new AgreementSample(
        Arrays.copyOf(signals, size),
        Arrays.copyOf(z, size),
        Arrays.copyOf(agreeing, size),
        Arrays.copyOf(weights, size));
  }
}

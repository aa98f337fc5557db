// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

/** Probabilities and their log odds. */
final class Logit {
  private static final double LEAST = 1e-6;
  private static final double GREATEST = 1 - 1e-7;

  private Logit() {}

  /** The log odds of a signal in [0,1], clipped to within [-13.8, 16.1]. */
  static double ofSignal(float signal) {
    return of(Math.min(GREATEST, Math.max(LEAST, signal)));
  }

  /** The log odds of a probability in (0,1). */
  static double of(double p) {
    return Math.log(p / (1 - p));
  }

  /** A probability whose odds are raised; what is no probability below 1 stays as it is. */
  static double raised(double p, double logOdds) {
    return p >= 1 ? p : inverse(of(Math.max(LEAST, p)) + logOdds);
  }

  /** The probability with the given log odds. */
  static double inverse(double z) {
    return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
  }
}

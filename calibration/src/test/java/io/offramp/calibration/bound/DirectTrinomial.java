// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

import java.util.ArrayList;
import java.util.List;

/** Probabilities of sets of outcomes by summing every outcome's own, for few rows. */
final class DirectTrinomial {
  private static final int GRID = 1500;

  private final int n;
  private final double[] logFactorials;

  /** A set of outcomes. */
  interface Outcomes {
    boolean contain(int harmful, int helpful);
  }

  private record Outcome(int harmful, int helpful, double logWays) {}

  DirectTrinomial(int n) {
    this.n = n;
    this.logFactorials = new double[n + 1];
    for (int i = 1; i <= n; i++) {
      logFactorials[i] = logFactorials[i - 1] + Math.log(i);
    }
  }

  /** The greatest probability over a fine grid of p_g with p_h = p_g + epsilon. */
  double greatest(double epsilon, Outcomes outcomes) {
    List<Outcome> contained = new ArrayList<>();
    for (int h = 0; h <= n; h++) {
      for (int g = 0; h + g <= n; g++) {
        if (outcomes.contain(h, g)) {
          contained.add(
              new Outcome(
                  h,
                  g,
                  logFactorials[n]
                      - logFactorials[h]
                      - logFactorials[g]
                      - logFactorials[n - h - g]));
        }
      }
    }
    double greatest = 0;
    for (int i = 0; i <= GRID; i++) {
      double share = (double) i / GRID;
      greatest =
          Math.max(greatest, probability(contained, (1 - epsilon) / 2 * share * share, epsilon));
    }
    return greatest;
  }

  private double probability(List<Outcome> outcomes, double helpful, double epsilon) {
    double[] ofHarmful = powers(helpful + epsilon);
    double[] ofHelpful = powers(helpful);
    double[] ofRest = powers(Math.max(0, 1 - 2 * helpful - epsilon));
    double sum = 0;
    for (Outcome outcome : outcomes) {
      sum +=
          Math.exp(
              outcome.logWays()
                  + ofHarmful[outcome.harmful()]
                  + ofHelpful[outcome.helpful()]
                  + ofRest[n - outcome.harmful() - outcome.helpful()]);
    }
    return sum;
  }

  /** k ln p, where 0 ln 0 = 0. */
  private double[] powers(double p) {
    double[] powers = new double[n + 1];
    for (int k = 1; k <= n; k++) {
      powers[k] = k * Math.log(p);
    }
    return powers;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

import java.util.Arrays;

/**
 * Upper bounds on the probability of single outcomes, h harmful and g helpful rows among n, under
 * many trinomial distributions at once.
 *
 * <p>The logarithms of all distributions are taken once, so an outcome costs one exponential for
 * each distribution that gives it a probability worth adding. The bound is loose by a relative
 * {@value #ROUNDING}, which is more than rounding takes from the sum of logarithms at the numbers
 * of rows for which outcomes are looked at one by one.
 */
final class OutcomeProbabilities {
  private static final double ROUNDING = 1e-9;

  /** Less than e to this is left out: as many outcomes as there can be stay under the slack. */
  private static final double LEAST_EXPONENT = -60;

  private static final double IMPOSSIBLE = -1e6;

  private final int n;
  private final double[] logFactorials; // 0..n
  private final double[] logHelpful;
  private final double[] logNotHelpful;
  private final double[] logHarmful; // given that a row does not help
  private final double[] logNeither;

  /**
   * Takes the logarithms.
   *
   * @param n rows, at least 0
   * @param helpful for each distribution, the probability that a row helps; in (0,1)
   * @param harmful for each distribution, that a row harms, given that it does not help; in (0,1]
   */
  OutcomeProbabilities(int n, double[] helpful, double[] harmful) {
    this.n = n;
    this.logFactorials = new double[n + 1];
    for (int i = 1; i <= n; i++) {
      logFactorials[i] = logFactorials[i - 1] + Math.log(i);
    }
    this.logHelpful = Arrays.stream(helpful).map(Math::log).toArray();
    this.logNotHelpful = Arrays.stream(helpful).map(p -> Math.log1p(-p)).toArray();
    this.logHarmful = Arrays.stream(harmful).map(Math::log).toArray();
    this.logNeither =
        Arrays.stream(harmful).map(p -> Math.max(IMPOSSIBLE, Math.log1p(-p))).toArray();
  }

  /**
   * The bound for each distribution; 0 where the probability is below e^{@value #LEAST_EXPONENT}.
   *
   * @param harmful at least 0, with the helpful rows at most n
   * @param helpful at least 0
   */
  double[] of(int harmful, int helpful) {
    int rest = n - helpful;
    int neither = rest - harmful;
    double ways =
        logFactorials[n] - logFactorials[helpful] - logFactorials[harmful] - logFactorials[neither];
    double[] probabilities = new double[logHelpful.length];
    for (int i = 0; i < probabilities.length; i++) {
      double exponent =
          ways
              + helpful * logHelpful[i]
              + rest * logNotHelpful[i]
              + harmful * logHarmful[i]
              + neither * logNeither[i];
      if (exponent > LEAST_EXPONENT) {
        probabilities[i] = (1 + ROUNDING) * Math.exp(exponent);
      }
    }
    return probabilities;
  }
}

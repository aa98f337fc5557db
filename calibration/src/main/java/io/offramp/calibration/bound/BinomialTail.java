// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Exact tail probabilities of the binomial distribution, through the regularised incomplete beta
 * function; not an approximation.
 *
 * <p>{@link #lower} is the exact p-value of "the mean exceeds p" for k losses among n independent
 * rows that lose with one probability each: if that probability is at least p, then the chance of
 * {@code lower(n, k, p) <= delta} is at most delta, for every delta.
 */
public final class BinomialTail {
  private BinomialTail() {}

  /**
   * P(Bin(n,p) &le; k).
   *
   * @param n trials, &ge; 0
   * @param k any number of successes: below 0 the result is 0, from n on it is 1
   * @param p probability of success, in [0,1]
   * @return a probability, accurate to 1e-9 relative for n up to ten million, far tails included,
   *     as long as it is above 1e-300
   * @throws IllegalArgumentException if n is negative or p is not in [0,1]
   */
  public static double lower(int n, int k, double p) {
    BinomialDistribution distribution = distribution(n, p);
    if (k < 0) {
      return 0;
    }
    return k >= n ? 1 : distribution.cumulativeProbability(k);
  }

  /**
   * P(Bin(n,p) &ge; k).
   *
   * @param n trials, &ge; 0
   * @param k any number of successes: up to 0 the result is 1, above n it is 0
   * @param p probability of success, in [0,1]
   * @return a probability, accurate as {@link #lower} is
   * @throws IllegalArgumentException if n is negative or p is not in [0,1]
   */
  public static double upper(int n, int k, double p) {
    BinomialDistribution distribution = distribution(n, p);
    if (k > n) {
      return 0;
    }
    return k <= 0 ? 1 : distribution.survivalProbability(k - 1);
  }

  private static BinomialDistribution distribution(int n, double p) {
    if (n < 0 || !(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "Cannot compute a binomial tail: n %d, p %s (n must be 0 or more, p in [0,1])"
              .formatted(n, p));
    }
    return BinomialDistribution.of(n, p);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

/**
 * Exact one-sided confidence bounds for a probability, from k successes among n independent trials.
 *
 * <p>Each bound fails with probability at most delta, whatever the probability is. They invert
 * {@link BinomialTail}: a p is at most the upper bound just if {@code BinomialTail.lower(n, k, p)
 * >= delta}.
 *
 * <p>Source: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated
 * in the case of the binomial", Biometrika 26 (1934).
 */
public final class ClopperPearson {
  private ClopperPearson() {}

  /**
   * An upper bound.
   *
   * @param n trials, &ge; 0; with none the bound is 1
   * @param k successes, 0..n
   * @param delta the probability with which the bound may fail, in (0,1)
   * @return a number in (0,1]; the true probability is at most this with probability &ge; 1 - delta
   * @throws IllegalArgumentException if an argument is out of its range
   */
  public static double upper(int n, int k, double delta) {
    check(n, k, delta);
    if (k == n) {
      return 1;
    }
    return Bisection.leastTrue(0, 1, p -> BinomialTail.lower(n, k, p) < delta);
  }

  /**
   * A lower bound.
   *
   * @param n trials, &ge; 0; with none the bound is 0
   * @param k successes, 0..n
   * @param delta the probability with which the bound may fail, in (0,1)
   * @return a number in [0,1); the true probability is at least this with probability &ge; 1 -
   *     delta
   * @throws IllegalArgumentException if an argument is out of its range
   */
  public static double lower(int n, int k, double delta) {
    check(n, k, delta);
    if (k == 0) {
      return 0;
    }
    return Bisection.greatestTrue(0, 1, p -> BinomialTail.upper(n, k, p) < delta);
  }

  private static void check(int n, int k, double delta) {
    if (n < 0 || k < 0 || k > n || !(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException(
          ("Cannot bound a probability: %d successes in %d trials, delta %s "
                  + "(successes must be in 0..trials, delta in (0,1))")
              .formatted(k, n, delta));
    }
  }
}

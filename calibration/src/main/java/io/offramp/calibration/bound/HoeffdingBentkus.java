// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

/**
 * The Hoeffding-Bentkus test for the mean of independent losses in [0,1], which need not be 0 or 1.
 *
 * <p>The p-value of "the mean is greater than alpha" from a mean loss R among n rows is the smaller
 * of Hoeffding's exp(-n h(min(R,alpha), alpha)), with h(a,b) = a ln(a/b) + (1-a) ln((1-a)/(1-b)),
 * and Bentkus' e P(Bin(n,alpha) &le; &lceil;nR&rceil;). It is valid at every n and for every
 * distribution on [0,1], and does not decrease as R grows or alpha falls.
 *
 * <p>For losses that are 0 or 1, {@link BinomialTail#lower} is exact and sharper.
 *
 * <p>Source: S. Bates, A. Angelopoulos, L. Lei, J. Malik, M. Jordan, "Distribution-free,
 * risk-controlling prediction sets", arXiv 2101.02703; W. Hoeffding (1963); V. Bentkus (2004).
 */
public final class HoeffdingBentkus {
  private HoeffdingBentkus() {}

  /**
   * The p-value of "the mean is greater than alpha".
   *
   * @param meanLoss the observed mean R, in [0,1]
   * @param n the number of rows, &ge; 1
   * @param alpha the mean that is tested, in (0,1)
   * @return a number in [0,1]; if the mean is at least alpha, it is at most delta with probability
   *     at most delta
   * @throws IllegalArgumentException if an argument is out of its range
   */
  public static double pValue(double meanLoss, int n, double alpha) {
    check(meanLoss, n, "alpha", alpha);
    return pValue(meanLoss, (int) Math.ceil(n * meanLoss), n, alpha);
  }

  /**
   * The p-value of "the mean is greater than alpha" for losses that are 0 or 1, where the product
   * of n and a rounded mean might be rounded up to one loss more.
   *
   * @param losses how many rows lose, 0..n
   */
  public static double pValueOfCount(int losses, int n, double alpha) {
    check((double) losses / n, n, "alpha", alpha);
    return pValue((double) losses / n, losses, n, alpha);
  }

  private static double pValue(double meanLoss, int ceiling, int n, double alpha) {
    double hoeffding = Math.exp(-n * divergence(Math.min(meanLoss, alpha), alpha));
    double bentkus = Math.E * BinomialTail.lower(n, ceiling, alpha);
    return Math.min(1, Math.min(hoeffding, bentkus));
  }

  /**
   * An upper bound on the mean: the least alpha whose p-value is at most delta, or 1.
   *
   * @param meanLoss the observed mean, in [0,1]
   * @param n the number of rows, &ge; 1
   * @param delta the probability with which the bound may fail, in (0,1)
   * @return a number in (0,1]; the mean is at most this with probability &ge; 1 - delta
   * @throws IllegalArgumentException if an argument is out of its range
   */
  public static double upper(double meanLoss, int n, double delta) {
    check(meanLoss, n, "delta", delta);
    return Bisection.leastTrue(meanLoss, 1, alpha -> pValue(meanLoss, n, alpha) <= delta);
  }

  private static double divergence(double a, double b) {
    return term(a, b) + term(1 - a, 1 - b);
  }

  private static double term(double a, double b) {
    return a == 0 ? 0 : a * Math.log(a / b);
  }

  private static void check(double meanLoss, int n, String name, double level) {
    if (!(meanLoss >= 0 && meanLoss <= 1) || n < 1 || !(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          ("Cannot test a mean: mean loss %s, n %d, %s %s (mean loss must be in "
                  + "[0,1], n 1 or more, %s in (0,1))")
              .formatted(meanLoss, n, name, level, name));
    }
  }
}

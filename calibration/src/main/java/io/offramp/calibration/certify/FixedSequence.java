// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import java.util.function.IntToDoubleFunction;

/**
 * Tests hypotheses in an order fixed in advance, each at the full level delta, and stops at the
 * first that is not rejected.
 *
 * <p>The chance of rejecting any true hypothesis is at most delta if each p-value is valid on its
 * own and the order does not depend on the data behind the p-values. The p-values may depend on
 * each other in any way: the first true hypothesis in the order is one fixed hypothesis, and
 * nothing after it is rejected unless it is.
 *
 * <p>Source: W. Maurer, L. Hothorn, W. Lehmacher, "Multiple comparisons in drug clinical trials and
 * preclinical assays: a-priori ordered hypotheses" (1995); applied to the bounding of risks by A.
 * Angelopoulos, S. Bates, E. Candès, M. Jordan, L. Lei, "Learn then Test", arXiv 2110.01052.
 */
public final class FixedSequence {
  private FixedSequence() {}

  /**
   * How many hypotheses are rejected before the first that is not.
   *
   * @param hypotheses how many there are
   * @param pValues the p-value of hypothesis 0..hypotheses-1 in the fixed order; not asked for
   *     after the first that is not rejected
   * @param delta the level, in (0,1)
   * @return 0..hypotheses; hypotheses 0..result-1 are rejected
   * @throws IllegalArgumentException if delta is not in (0,1)
   */
  public static int rejections(int hypotheses, IntToDoubleFunction pValues, double delta) {
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException(
          "Cannot test at level %s (must be in (0,1))".formatted(delta));
    }
    int rejected = 0;
    while (rejected < hypotheses && pValues.applyAsDouble(rejected) <= delta) {
      rejected++;
    }
    return rejected;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import java.util.function.IntPredicate;

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
   * @param rejected whether hypothesis 0..hypotheses-1 of the fixed order is rejected at the level;
   *     not asked after the first that is not
   * @return 0..hypotheses; hypotheses 0..result-1 are rejected
   */
  public static int rejections(int hypotheses, IntPredicate rejected) {
    int count = 0;
    while (count < hypotheses && rejected.test(count)) {
      count++;
    }
    return count;
  }
}

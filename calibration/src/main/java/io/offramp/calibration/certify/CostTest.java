// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.HoeffdingBentkus;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.Quantity;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which levels keep the expected cost within a bound: a fixed sequence from the cheapest level up,
 * with the Hoeffding-Bentkus test on (cost - c_1) / (1 - c_1), which lies in [0,1].
 *
 * <p>As the level falls no row leaves later, so a row's cost never rises along the path; the
 * cheapest level is the last, and it is where the sequence begins.
 */
final class CostTest {
  private final PathTally tally;
  private final double least;
  private final double bound;
  private final double delta;

  /**
   * A test of all levels of a tally.
   *
   * @param bound in (c_1,1)
   */
  CostTest(PathTally tally, ExitCosts costs, double bound, double delta) {
    this.tally = tally;
    this.least = costs.cost(1);
    this.bound = bound;
    this.delta = delta;
  }

  /** The safest level whose cost is certified, as are all after it; or the number of levels. */
  int firstCertified() {
    int last = tally.size() - 1;
    return tally.size()
        - FixedSequence.rejections(tally.size(), tested -> pValue(last - tested), delta);
  }

  /** The claim about a certified level. */
  Claim claim(int level) {
    return new Claim(
        Quantity.COST,
        bound,
        Optional.empty(),
        "hoeffding-bentkus",
        delta,
        tally.rows(),
        tally.meanCost(level),
        0,
        0,
        pValue(level));
  }

  /** The least bound in (0,1) that these rows would have certified at a level, if there is one. */
  OptionalDouble nearestBound(int level) {
    double scaled = HoeffdingBentkus.upper(scaledMean(level), tally.rows(), delta);
    double nearest = least + (1 - least) * scaled;
    return nearest < 1 ? OptionalDouble.of(nearest) : OptionalDouble.empty();
  }

  private double pValue(int level) {
    return HoeffdingBentkus.pValue(scaledMean(level), tally.rows(), (bound - least) / (1 - least));
  }

  private double scaledMean(int level) {
    double scaled = (tally.meanCost(level) - least) / (1 - least);
    return Math.min(1, Math.max(0, scaled));
  }
}

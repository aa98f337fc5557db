// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.BettingTest;
import io.offramp.calibration.bound.HoeffdingBentkus;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.search.LevelCounts;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A bound on the expected cost, tested by betting; needs no labels. */
final class CostConstraint implements Constraint {
  /** So that rows that all cost the same look certain, but not infinitely so. */
  private static final double LEAST_DEVIATION = 0.01;

  private final PathOnRows levels;
  private final double bound;
  private final double delta;

  /**
   * A bound.
   *
   * @param bound greater than the first exit's cost, less than 1
   */
  CostConstraint(PathOnRows levels, double bound, double delta) {
    this.levels = levels;
    this.bound = bound;
    this.delta = delta;
  }

  @Override
  public boolean holds(int level) {
    return levels.counts(level).meanCost() < bound && bets(level).rejects();
  }

  @Override
  public Claim claim(int level) {
    LevelCounts counts = levels.counts(level);
    return new Claim(
        Quantity.COST,
        bound,
        Optional.empty(),
        RiskTest.BETTING.id(),
        delta,
        counts.rows(),
        counts.meanCost(),
        0,
        0,
        Math.min(delta, bets(level).pValue()));
  }

  private BettingTest bets(int level) {
    ExitCosts costs = levels.table().costs();
    BettingTest bets = new BettingTest(bound, costs.cost(1), 1, levels.rows().length, delta);
    bets.nextUntilRejected(levels.rows(), row -> costs.cost(levels.exit(level, row) + 1));
    return bets;
  }

  @Override
  public double slack(int level) {
    LevelCounts counts = levels.counts(level);
    double error = (counts.costDeviation() + LEAST_DEVIATION) / Math.sqrt(counts.rows());
    return (bound - counts.meanCost()) / error;
  }

  /**
   * A greater bound that these rows would have borne out at a level, by Hoeffding and Bentkus; none
   * if they cannot show any saving, or if it is betting that fails.
   */
  OptionalDouble nearestBound(int level) {
    LevelCounts counts = levels.counts(level);
    if (counts.rows() == 0) {
      return OptionalDouble.empty();
    }
    double least = levels.table().costs().cost(1);
    double scaled = Math.min(1, Math.max(0, (counts.meanCost() - least) / (1 - least)));
    double nearest = least + (1 - least) * HoeffdingBentkus.upper(scaled, counts.rows(), delta);
    return nearest > bound && nearest < 1 ? OptionalDouble.of(nearest) : OptionalDouble.empty();
  }

  @Override
  public NoneCertified failure(int level) {
    return new NoneCertified(
        NoneCertified.Bound.COST,
        Refusals.cost(bound, levels.counts(level), nearestBound(level)),
        OptionalLong.empty(),
        nearestBound(level));
  }
}

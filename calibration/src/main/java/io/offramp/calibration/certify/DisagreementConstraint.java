// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.BinomialTail;
import io.offramp.calibration.bound.ClopperPearson;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.search.LevelCounts;
import java.util.Optional;

/** A bound on the disagreement of all rows or of a slice; exact binomial, and needs no labels. */
final class DisagreementConstraint implements Constraint {
  private final PathOnRows levels;
  private final double bound;
  private final double delta;
  private final Optional<String> slice;

  DisagreementConstraint(PathOnRows levels, double bound, double delta, Optional<String> slice) {
    this.levels = levels;
    this.bound = bound;
    this.delta = delta;
    this.slice = slice;
  }

  @Override
  public boolean holds(int level) {
    return pValue(level) <= delta;
  }

  @Override
  public Claim claim(int level) {
    LevelCounts counts = levels.counts(level);
    return new Claim(
        Quantity.DISAGREEMENT,
        bound,
        slice,
        RiskTest.BINOMIAL.id(),
        delta,
        counts.rows(),
        counts.disagreement(),
        counts.differing(),
        0,
        pValue(level));
  }

  private double pValue(int level) {
    LevelCounts counts = levels.counts(level);
    return BinomialTail.lower(counts.rows(), counts.differing(), bound);
  }

  @Override
  public double slack(int level) {
    LevelCounts counts = levels.counts(level);
    double expected = bound * counts.rows();
    return (expected - counts.differing()) / Math.sqrt(expected + 1);
  }

  @Override
  public NoneCertified failure(int level) {
    LevelCounts counts = levels.counts(level);
    double nearest = ClopperPearson.upper(counts.rows(), counts.differing(), delta);
    return Refusals.risk(
        Quantity.DISAGREEMENT,
        bound,
        slice,
        counts.rows(),
        counts.differing(),
        delta,
        RiskTest.BINOMIAL.rowsNeeded(bound, delta),
        nearest);
  }
}

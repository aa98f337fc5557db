// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.BettingTest;
import io.offramp.calibration.bound.BinomialTail;
import io.offramp.calibration.bound.ClopperPearson;
import io.offramp.calibration.bound.HoeffdingBentkus;
import io.offramp.calibration.bound.TrinomialRegion;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.LevelCounts;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A bound on the accuracy drop of all rows or of a slice, on labelled rows. */
final class AccuracyDropConstraint implements Constraint {
  private final PathOnRows levels;
  private final int[] labelled;
  private final double bound;
  private final double delta;
  private final Optional<String> slice;
  private final RiskTest test;
  private @Nullable TrinomialRegion region;

  AccuracyDropConstraint(
      PathOnRows levels, double bound, double delta, Optional<String> slice, RiskTest test) {
    this.levels = levels;
    this.labelled =
        Arrays.stream(levels.rows()).filter(row -> levels.table().labelled(row)).toArray();
    this.bound = bound;
    this.delta = delta;
    this.slice = slice;
    this.test = test.resolve(labelled.length);
  }

  @Override
  public boolean holds(int level) {
    LevelCounts counts = levels.counts(level);
    return switch (test) {
      case TRINOMIAL -> region().rejects(counts.harmful(), counts.helpful());
      case BETTING -> labelled.length > 0 && betting(level).rejects();
      default -> pValue(level) <= delta;
    };
  }

  @Override
  public Claim claim(int level) {
    LevelCounts counts = levels.counts(level);
    return new Claim(
        Quantity.ACCURACY_DROP,
        bound,
        slice,
        test.id(),
        delta,
        labelled.length,
        counts.accuracyDrop(),
        counts.harmful(),
        counts.helpful(),
        pValue(level));
  }

  private double pValue(int level) {
    LevelCounts counts = levels.counts(level);
    int n = labelled.length;
    if (n == 0) {
      return 1;
    }
    return switch (test) {
      case TRINOMIAL ->
          region().rejects(counts.harmful(), counts.helpful())
              ? region().pValue(counts.harmful(), counts.helpful())
              : 1;
      case BETTING -> betting(level).pValue();
      case HOEFFDING_BENTKUS -> HoeffdingBentkus.pValueOfCount(counts.harmful(), n, bound);
      default -> BinomialTail.lower(n, counts.harmful(), bound);
    };
  }

  /**
   * Built when it is first needed: it depends on the number of rows alone, not on what they say.
   */
  private TrinomialRegion region() {
    TrinomialRegion known = region;
    if (known == null) {
      known = Regions.of(labelled.length, bound, delta);
      region = known;
    }
    return known;
  }

  private BettingTest betting(int level) {
    BettingTest bets = new BettingTest(bound, -1, 1, labelled.length, delta);
    bets.nextUntilRejected(labelled, row -> ExitTable.drop(levels.effect(level, row)));
    return bets;
  }

  /**
   * On rows without labels by the answers that differ: of labels a drop is a part of them, of
   * numbers that is a guess.
   */
  @Override
  public double slack(int level) {
    LevelCounts counts = levels.counts(level);
    boolean blind = labelled.length == 0;
    double n = Math.max(1, blind ? counts.rows() : labelled.length);
    double drop = blind ? counts.differing() : counts.harmful() - counts.helpful();
    double flips = blind ? counts.differing() : counts.harmful() + counts.helpful();
    return (bound * n - drop) / Math.sqrt(flips + bound * n + 1);
  }

  @Override
  public NoneCertified failure(int level) {
    LevelCounts counts = levels.counts(level);
    double nearest = ClopperPearson.upper(labelled.length, counts.harmful(), delta);
    return Refusals.risk(
        Quantity.ACCURACY_DROP,
        bound,
        slice,
        labelled.length,
        counts.harmful(),
        delta,
        test.rowsNeeded(bound, delta),
        nearest);
  }
}

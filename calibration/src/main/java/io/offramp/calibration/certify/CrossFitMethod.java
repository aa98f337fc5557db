// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.BinomialTail;
import io.offramp.calibration.bound.TrinomialRegion;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.policy.RiskTarget;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.LevelCounts;
import io.offramp.calibration.search.PathFitter;
import io.offramp.calibration.search.ThresholdPath;
import io.offramp.calibration.signal.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToIntFunction;

/**
 * Cross-fitting: the path is fitted to four fifths of the rows and tested on the fifth, five times;
 * the tests' counts are pooled level by level, and the path fitted to all rows is what is returned.
 *
 * <p>No row is held back, which helps most with few rows. But the policy that is returned is none
 * of the five that were tested; its risk approaches theirs only as rows grow in number. The
 * guarantee is asymptotic, and says so.
 */
final class CrossFitMethod implements CalibrationMethod {
  private static final int FOLDS = 5;
  private static final int LEVELS = 500;

  private final String id;
  private final CalibrationOptions options;

  CrossFitMethod(String id, CalibrationOptions options) {
    this.id = id;
    this.options = options;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Assurance assurance() {
    return Assurance.ASYMPTOTIC;
  }

  @Override
  public boolean supports(Goal goal) {
    return goal.risk().isPresent()
        && goal.maxCost().isEmpty()
        && goal.maxSliceRisk().isEmpty()
        && !options.signal().learned();
  }

  @Override
  public Verdict calibrate(CalibrationSet set, Goal goal, long seed) {
    if (!supports(goal)) {
      throw new CalibrationException(
          "Cannot cross-fit for this goal (must be one risk of all rows, no bound on cost or slices,"
              + " no learned signal; leave --asymptotic out)");
    }
    RiskTarget target = goal.risk().orElseThrow();
    int[] rows = Shuffle.of(set.testable(goal), seed);
    if (rows.length < 2) {
      return failure(target, rows.length);
    }
    Signal signal = options.signal().fit(set, rows);
    ExitTable table = set.table(signal);
    List<PathOnRows> folds = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      int from = (int) ((long) rows.length * fold / FOLDS);
      int to = (int) ((long) rows.length * (fold + 1) / FOLDS);
      int[] tuning = new int[rows.length - (to - from)];
      System.arraycopy(rows, 0, tuning, 0, from);
      System.arraycopy(rows, to, tuning, from, rows.length - to);
      folds.add(new PathOnRows(path(table, tuning), table, Arrays.copyOfRange(rows, from, to)));
    }
    ThresholdPath all = path(table, rows);
    Pooled pooled = new Pooled(folds, target, Goals.needsLabels(goal), goal.delta(), rows.length);
    int passed = FixedSequence.rejections(all.size(), pooled::rejects);
    if (passed == 0) {
      return failure(target, rows.length);
    }
    List<Float> thresholds = new ArrayList<>();
    for (float threshold : all.thresholds(passed - 1)) {
      thresholds.add(threshold);
    }
    return new Choice(
        signal,
        thresholds,
        List.of(pooled.claim(passed - 1)),
        Math.min(passed + 1, all.size()),
        "one level on signals calibrated per exit (%s); cross-fitted in %d folds; fixed sequence"
            .formatted(options.calibration().id(), FOLDS));
  }

  private ThresholdPath path(ExitTable table, int[] tuning) {
    return new PathFitter(table, Layout.capped(tuning), options.calibration())
        .calibratedLevel(LEVELS);
  }

  private static NoneCertified failure(RiskTarget target, int rows) {
    return new NoneCertified(
        NoneCertified.Bound.RISK,
        "Cannot certify %s at most %s by cross-fitting: not even the safest policy passes on %d rows (add rows, raise the bound or lower the confidence)."
            .formatted(target.id(), target.bound(), rows),
        OptionalLong.empty(),
        OptionalDouble.empty());
  }

  /** The folds' counts, level by level. */
  private record Pooled(
      List<PathOnRows> folds, RiskTarget target, boolean byLabels, double delta, int rows) {
    private int sum(int level, ToIntFunction<LevelCounts> count) {
      return folds.stream().mapToInt(fold -> count.applyAsInt(fold.counts(level))).sum();
    }

    boolean rejects(int level) {
      if (!byLabels) {
        int differing = sum(level, LevelCounts::differing);
        return BinomialTail.lower(rows, differing, target.bound()) <= delta;
      }
      return region().rejects(sum(level, LevelCounts::harmful), sum(level, LevelCounts::helpful));
    }

    private TrinomialRegion region() {
      return Regions.of(rows, target.bound(), delta);
    }

    Claim claim(int level) {
      int harmful = sum(level, byLabels ? LevelCounts::harmful : LevelCounts::differing);
      int helpful = byLabels ? sum(level, LevelCounts::helpful) : 0;
      return new Claim(
          byLabels ? Quantity.ACCURACY_DROP : Quantity.DISAGREEMENT,
          target.bound(),
          Optional.empty(),
          (byLabels ? RiskTest.TRINOMIAL : RiskTest.BINOMIAL).id(),
          delta,
          rows,
          (double) (harmful - helpful) / rows,
          harmful,
          helpful,
          byLabels
              ? region().pValue(harmful, helpful)
              : BinomialTail.lower(rows, harmful, target.bound()));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.baseline;

import io.offramp.calibration.certify.Assurance;
import io.offramp.calibration.certify.CalibrationMethod;
import io.offramp.calibration.certify.CalibrationSet;
import io.offramp.calibration.certify.Choice;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.NoneCertified;
import io.offramp.calibration.certify.Verdict;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.LevelCounts;
import io.offramp.calibration.search.PathCounts;
import io.offramp.calibration.search.ThresholdPath;
import io.offramp.calibration.signal.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A way of choosing thresholds that is in use elsewhere: a path of candidates from safe to cheap,
 * and a rule that says which of its levels are good enough on the rows; the cheapest of these is
 * taken.
 */
final class PathBaseline implements CalibrationMethod {
  private final String id;
  private final Assurance assurance;
  private final Function<CalibrationSet, Signal> signal;
  private final Paths paths;
  private final Rule rule;
  private final boolean stopping;

  /** Makes the path. */
  interface Paths {
    ThresholdPath of(ExitTable table, CalibrationSet set, int[] rows);
  }

  /** Whether a level is good enough. */
  interface Rule {
    boolean accepts(Level level, Goal goal);
  }

  /**
   * A level seen on the rows.
   *
   * @param losses of the rows whose loss is known
   */
  record Level(ThresholdPath path, int number, Losses losses, Goal goal, LevelCounts counts) {
    /** The mean loss that the goal bounds, flips that help counted against those that harm. */
    double risk() {
      return Losses.byLabels(goal) ? counts.accuracyDrop() : counts.disagreement();
    }

    /** How many rows' loss is known. */
    int knownRows() {
      return Losses.byLabels(goal) ? counts.labelled() : counts.rows();
    }

    /** How many of them are lost: harmed, or answered otherwise than at full depth. */
    int lostRows() {
      return Losses.byLabels(goal) ? counts.harmful() : counts.differing();
    }

    /** The loss, 0 or 1, of one of the rows whose loss is known, 0..knownRows-1, in their order. */
    double loss(int place) {
      return losses.of(path, number, place);
    }
  }

  /**
   * A baseline.
   *
   * @param stopping whether levels after the first that is not good enough are out of the question
   */
  PathBaseline(
      String id,
      Assurance assurance,
      Function<CalibrationSet, Signal> signal,
      Paths paths,
      Rule rule,
      boolean stopping) {
    this.id = id;
    this.assurance = assurance;
    this.signal = signal;
    this.paths = paths;
    this.rule = rule;
    this.stopping = stopping;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Assurance assurance() {
    return assurance;
  }

  /** They know of one risk of all rows, and of nothing else. */
  @Override
  public boolean supports(Goal goal) {
    return goal.risk().isPresent() && goal.maxCost().isEmpty() && goal.maxSliceRisk().isEmpty();
  }

  @Override
  public Verdict calibrate(CalibrationSet set, Goal goal, long seed) {
    Signal compared = signal.apply(set);
    ExitTable table = set.table(compared);
    int[] rows = set.rows();
    ThresholdPath path = paths.of(table, set, rows);
    PathCounts counts = PathCounts.of(path, table, rows);
    Losses losses = new Losses(table, rows, goal);
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int number = 0; number < path.size(); number++) {
      LevelCounts here = counts.at(number);
      if (rule.accepts(new Level(path, number, losses, goal, here), goal)) {
        if (here.cost() < least) {
          least = here.cost();
          best = number;
        }
      } else if (stopping) {
        break;
      }
    }
    if (best < 0) {
      return new NoneCertified(
          NoneCertified.Bound.RISK,
          "Cannot find a threshold by %s that keeps the bound on %d rows".formatted(id, set.size()),
          OptionalLong.empty(),
          OptionalDouble.empty());
    }
    List<Float> thresholds = new ArrayList<>();
    for (float threshold : path.thresholds(best)) {
      thresholds.add(threshold);
    }
    return new Choice(compared, thresholds, List.of(), path.size(), id);
  }
}

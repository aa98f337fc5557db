// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.policy.RiskTarget;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.ThresholdPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;

/**
 * One path and the rows that test it, at one delta: a fixed sequence of levels, each tested for all
 * bounds of the goal at once. A level is rejected only if every bound holds, which is to say that
 * the greatest of their p-values is at most delta; so each may be tested at the full delta.
 *
 * <p>The order of the levels depends on the path and the tuning rows only. With a risk alone it
 * goes from safe to cheap. With a cost alone it goes from cheap to safe. With both it begins at the
 * level that looks best for both on the tuning rows, and goes on towards the cheap end.
 */
final class Attempt {
  /** Standard errors by which a cost is clearly below its bound. */
  private static final double CLEAR = 3;

  private final List<Constraint> constraints;
  private final List<Integer> order;

  /**
   * A level that passed.
   *
   * @param level of the path
   * @param tested levels tested, this one and the failing one after it included
   */
  record Passed(int level, int tested) {}

  private Attempt(List<Constraint> constraints, List<Integer> order) {
    this.constraints = constraints;
    this.order = order;
  }

  /**
   * Sets up the tests.
   *
   * @param tuning rows the path was fitted to; may be empty if the goal has no two kinds of bounds
   * @param riskRows rows that test the risk, none of them tuning rows
   * @param costRows rows that test the cost, none of them tuning rows
   */
  static Attempt of(
      ThresholdPath path,
      ExitTable table,
      Goal goal,
      RiskTest test,
      double delta,
      int[] tuning,
      int[] riskRows,
      int[] costRows) {
    PathOnRows risk = new PathOnRows(path, table, riskRows);
    PathOnRows cost =
        goal.maxCost().isEmpty() || riskRows == costRows
            ? risk
            : new PathOnRows(path, table, costRows);
    return of(goal, test, delta, tuning, risk, cost);
  }

  /** The same on rows along which the path was counted before. */
  static Attempt of(
      Goal goal, RiskTest test, double delta, int[] tuning, PathOnRows risk, PathOnRows cost) {
    List<Constraint> constraints = new ArrayList<>(risks(goal, test, delta, risk));
    if (goal.maxCost().isPresent()) {
      constraints.add(new CostConstraint(cost, goal.maxCost().getAsDouble(), delta));
    }
    ThresholdPath path = risk.path();
    ExitTable table = risk.table();
    return new Attempt(constraints, order(path, table, goal, test, delta, tuning));
  }

  private static List<Constraint> risks(Goal goal, RiskTest test, double delta, PathOnRows rows) {
    List<Constraint> constraints = new ArrayList<>();
    if (goal.risk().isPresent()) {
      RiskTarget target = goal.risk().get();
      constraints.add(risk(target, delta, rows, Optional.empty(), test));
      if (goal.maxSliceRisk().isPresent()) {
        RiskTarget ofSlice = RiskTarget.of(target.id(), goal.maxSliceRisk().getAsDouble());
        for (Slice slice : goal.slices()) {
          constraints.add(
              risk(ofSlice, delta, rows.within(slice), Optional.of(slice.words()), test));
        }
      }
    }
    return constraints;
  }

  private static Constraint risk(
      RiskTarget target, double delta, PathOnRows rows, Optional<String> slice, RiskTest test) {
    if (target instanceof MaxDisagreement) {
      return new DisagreementConstraint(rows, target.bound(), delta, slice);
    }
    return new AccuracyDropConstraint(rows, ((MaxAccuracyDrop) target).bound(), delta, slice, test);
  }

  private static List<Integer> order(
      ThresholdPath path, ExitTable table, Goal goal, RiskTest test, double delta, int[] tuning) {
    List<Integer> order = new ArrayList<>();
    if (goal.risk().isEmpty()) {
      for (int level = path.size() - 1; level >= 0; level--) {
        order.add(level);
      }
      return order;
    }
    int start = 0;
    if (goal.maxCost().isPresent()) {
      start = start(new PathOnRows(path, table, tuning), goal, test, delta);
    }
    for (int level = start; level < path.size(); level++) {
      order.add(level);
    }
    return order;
  }

  /**
   * The safest level whose cost looks clearly low enough on the tuning rows; if there is none, the
   * one that looks best for both.
   */
  private static int start(PathOnRows tuning, Goal goal, RiskTest test, double delta) {
    Constraint cost = new CostConstraint(tuning, goal.maxCost().orElseThrow(), delta);
    int levels = tuning.path().size();
    for (int level = 0; level < levels; level++) {
      if (cost.slack(level) >= CLEAR) {
        return level;
      }
    }
    List<Constraint> all = new ArrayList<>(risks(goal, test, delta, tuning));
    all.add(cost);
    return greatest(levels, level -> least(all, level));
  }

  private static double least(List<Constraint> constraints, int level) {
    return constraints.stream().mapToDouble(c -> c.slack(level)).min().orElseThrow();
  }

  private static int greatest(int levels, ToDoubleFunction<Integer> value) {
    int best = 0;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int level = 0; level < levels; level++) {
      double candidate = value.applyAsDouble(level);
      if (candidate > greatest) {
        greatest = candidate;
        best = level;
      }
    }
    return best;
  }

  /** The levels that pass, in the order of the sequence: those before the first that fails. */
  List<Integer> passing() {
    IntPredicate holds =
        place -> constraints.stream().allMatch(constraint -> constraint.holds(order.get(place)));
    return order.subList(0, FixedSequence.rejections(order.size(), holds));
  }

  /** The last level of the sequence that passes, if the first does. */
  Optional<Passed> run() {
    int passed = passing().size();
    if (passed == 0) {
      return Optional.empty();
    }
    return Optional.of(new Passed(order.get(passed - 1), Math.min(passed + 1, order.size())));
  }

  /** What is claimed of a level that passed, one for each bound; its p-values take time. */
  List<Claim> claims(int level) {
    return constraints.stream().map(constraint -> constraint.claim(level)).toList();
  }

  /** Why {@link #run} found nothing: the first bound that fails at the first level tested. */
  NoneCertified failure() {
    int first = order.get(0);
    return constraints.stream()
        .filter(constraint -> !constraint.holds(first))
        .findFirst()
        .map(constraint -> constraint.failure(first))
        .orElseThrow();
  }
}

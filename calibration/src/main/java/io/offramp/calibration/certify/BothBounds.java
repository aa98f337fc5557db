// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.RiskTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.DoubleFunction;

/** Finds out which of two bounds stands in the way when both together could not be certified. */
final class BothBounds {
  /** Searching on takes as long as so many calibrations more. */
  private static final int HALVINGS = 4;

  private static final int MOST_ROWS_TO_HALVE = 200_000;
  private static final double[] COST_STEPS = {1 / 16.0, 1 / 8.0, 1 / 4.0, 1 / 2.0};
  private static final double[] RISK_STEPS = {1.25, 1.5, 2, 4, 8, 16};

  private final CalibrationSet set;
  private final Goal goal;
  private final CalibrationMethod method;
  private final long seed;

  BothBounds(CalibrationSet set, Goal goal, CalibrationMethod method, long seed) {
    this.set = set;
    this.goal = goal;
    this.method = method;
    this.seed = seed;
  }

  /** The failure of one bound by itself if there is one; else what these rows would bear out. */
  NoneCertified explain(NoneCertified together) {
    if (method.calibrate(set, goal.withoutCost(), seed) instanceof NoneCertified none) {
      return none;
    }
    Goal costAlone =
        new Goal(
            Optional.empty(), goal.maxCost(), OptionalDouble.empty(), List.of(), goal.confidence());
    if (method.calibrate(set, costAlone, seed) instanceof NoneCertified none) {
      return none;
    }
    RiskTarget risk = goal.risk().orElseThrow();
    double cost = goal.maxCost().orElseThrow();
    List<Double> costs = new ArrayList<>();
    for (double step : COST_STEPS) {
      costs.add(cost + step * (1 - cost));
    }
    OptionalDouble nearestCost = nearest(cost, costs, goal::withMaxCost);
    List<Double> risks = new ArrayList<>();
    for (double step : RISK_STEPS) {
      risks.add(Math.min(step * risk.bound(), (1 + risk.bound()) / 2));
    }
    OptionalDouble nearestRisk =
        nearest(risk.bound(), risks, bound -> goal.withRisk(RiskTarget.of(risk.id(), bound)));
    List<String> words = new ArrayList<>();
    nearestCost.ifPresent(
        bound ->
            words.add(
                "an expected cost of at most %s with that %s"
                    .formatted(Refusals.rounded(bound), risk.id())));
    nearestRisk.ifPresent(
        bound ->
            words.add(
                "%s at most %s with that cost".formatted(risk.id(), Refusals.rounded(bound))));
    String nearest =
        words.isEmpty()
            ? ""
            : "these rows would have borne out %s; %s, or "
                .formatted(String.join(", or ", words), Refusals.FRESH_ROWS);
    return new NoneCertified(
        together.failed(),
        ("Cannot certify %s at most %s together with an expected cost of at most %s: each can be had"
                + " alone, but not both on so few rows, if at all (%sadd rows).")
            .formatted(risk.id(), risk.bound(), cost, nearest),
        OptionalLong.empty(),
        together.failed() == NoneCertified.Bound.COST ? nearestCost : nearestRisk);
  }

  /** The least of the wider bounds with which both are certified, and a little search below it. */
  private OptionalDouble nearest(double asked, List<Double> wider, DoubleFunction<Goal> goalOf) {
    double refused = asked;
    for (double step : wider) {
      double bound = asSaid(step);
      if (certifies(goalOf.apply(bound))) {
        double certified = bound;
        for (int i = 0; i < HALVINGS && set.size() <= MOST_ROWS_TO_HALVE; i++) {
          double middle = asSaid((refused + certified) / 2);
          if (certifies(goalOf.apply(middle))) {
            certified = middle;
          } else {
            refused = middle;
          }
        }
        return OptionalDouble.of(certified);
      }
      refused = bound;
    }
    return OptionalDouble.empty();
  }

  /** What is said is what was tried. */
  private static double asSaid(double bound) {
    return Double.parseDouble(Refusals.rounded(bound));
  }

  private boolean certifies(Goal wider) {
    return method.calibrate(set, wider, seed) instanceof Choice;
  }
}

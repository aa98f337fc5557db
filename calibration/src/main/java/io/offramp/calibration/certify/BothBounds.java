// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.ClopperPearson;
import io.offramp.calibration.bound.HoeffdingBentkus;
import io.offramp.calibration.policy.RiskTarget;
import io.offramp.calibration.search.LevelCounts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Finds out which of two bounds stands in the way when both together could not be certified. */
final class BothBounds {
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

  /** The failure of one bound by itself if there is one; else what is near to both. */
  NoneCertified explain(NoneCertified together) {
    Verdict riskAlone = method.calibrate(set, goal.withoutCost(), seed);
    if (riskAlone instanceof NoneCertified none) {
      return none;
    }
    Goal costGoal =
        new Goal(
            Optional.empty(), goal.maxCost(), OptionalDouble.empty(), List.of(), goal.confidence());
    Verdict costAlone = method.calibrate(set, costGoal, seed);
    if (costAlone instanceof NoneCertified none) {
      return none;
    }
    RiskTarget risk = goal.risk().orElseThrow();
    LevelCounts cheap = Outcomes.of(set, (Choice) riskAlone);
    LevelCounts safe = Outcomes.of(set, (Choice) costAlone);
    double nearestCost = nearestCost(cheap);
    double nearestRisk = nearestRisk(safe);
    double observedRisk = Goals.needsLabels(goal) ? safe.accuracyDrop() : safe.disagreement();
    String verdict =
        nearestCost <= goal.maxCost().orElseThrow() || nearestRisk <= risk.bound()
            ? "these rows are too few to show both at once, though each can be had alone (add rows)"
            : "each can be had alone, but not both";
    String reason =
        ("Cannot certify %s at most %s together with an expected cost of at most %s: %s. With that"
                + " %s, the cheapest certified policy costs %s (nearest cost"
                + " to ask for: %s); with that cost, the safest certified policy has %s %s (nearest"
                + " to ask for: %s); %s.")
            .formatted(
                risk.id(),
                risk.bound(),
                goal.maxCost().orElseThrow(),
                verdict,
                risk.id(),
                Refusals.rounded(cheap.meanCost()),
                Refusals.rounded(nearestCost),
                risk.id(),
                Refusals.rounded(observedRisk),
                Refusals.rounded(nearestRisk),
                Refusals.FRESH_ROWS);
    return new NoneCertified(
        together.failed(),
        reason,
        OptionalLong.empty(),
        OptionalDouble.of(
            together.failed() == NoneCertified.Bound.COST ? nearestCost : nearestRisk));
  }

  private double nearestCost(LevelCounts counts) {
    double least = set.trace().costs().cost(1);
    double scaled = Math.min(1, Math.max(0, (counts.meanCost() - least) / (1 - least)));
    return least + (1 - least) * HoeffdingBentkus.upper(scaled, counts.rows(), goal.delta());
  }

  private double nearestRisk(LevelCounts counts) {
    return Goals.needsLabels(goal)
        ? ClopperPearson.upper(counts.labelled(), counts.harmful(), goal.delta())
        : ClopperPearson.upper(counts.rows(), counts.differing(), goal.delta());
  }
}

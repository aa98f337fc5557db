// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.trace.Trace;

/** What a trace must have for a goal, whatever its rows say. */
public final class Requirements {
  private Requirements() {}

  /**
   * Checks.
   *
   * @throws CalibrationException naming what is missing, with the remedy
   */
  public static void check(Trace trace, Goal goal) {
    if (trace.exits() == 1) {
      throw new CalibrationException(
          "Cannot calibrate exits: the trace has 1 exit (must be 2 or more; a model with one exit"
              + " has no threshold to choose)");
    }
    if (trace.rows() == 0) {
      throw new CalibrationException(
          "Cannot calibrate exits: the trace has 0 rows (must be at least 1; trace some rows"
              + " first)");
    }
    if (Goals.needsLabels(goal) && trace.labelledRows() == 0) {
      throw new CalibrationException(
          "Cannot bound the accuracy drop: 0 of %d rows are labelled (must be at least 1; --max-disagreement needs no labels%s)"
              .formatted(
                  trace.rows(),
                  trace.tolerance().isPresent()
                      ? ""
                      : ", and --label-budget says which labels to get"));
    }
    double least = trace.costs().cost(1);
    if (goal.maxCost().isPresent() && goal.maxCost().getAsDouble() <= least) {
      throw new CalibrationException(
          ("Cannot certify max cost %s: leaving at exit 1 costs %s (must be greater than that; no"
                  + " threshold is cheaper)")
              .formatted(goal.maxCost().getAsDouble(), least));
    }
  }

  /** What a trace must have for labels to be asked for. */
  static void checkForLabelling(Trace trace, Goal goal, int budget) {
    if (!Goals.needsLabels(goal) || goal.maxCost().isPresent() || goal.maxSliceRisk().isPresent()) {
      throw new CalibrationException(
          "Cannot ask for labels for this goal (must be a bound on the accuracy drop alone; a"
              + " disagreement or a cost needs none)");
    }
    if (trace.tolerance().isPresent()) {
      throw new CalibrationException(
          "Cannot ask for a few labels: answers are numbers, and near ones can differ in being right (label all rows, or bound the disagreement)");
    }
    if (budget < 1) {
      throw new CalibrationException(
          "Cannot ask for %d labels (must be 1 or more)".formatted(budget));
    }
    if (trace.exits() == 1) {
      throw new CalibrationException(
          "Cannot calibrate exits: the trace has 1 exit (must be 2 or more; a model with one exit"
              + " has no threshold to choose)");
    }
    int testing = trace.rows() - trace.rows() / 3;
    double bound = goal.risk().orElseThrow().bound();
    long needed = Refusals.rowsNeeded(bound, goal.delta());
    if (testing < needed) {
      throw new CalibrationException(
          ("Cannot certify accuracy-drop at most %s on %d rows, of which two thirds test (must be"
                  + " %d that test, even if none of them loses; add rows, raise the bound or lower"
                  + " the confidence)")
              .formatted(bound, trace.rows(), needed));
    }
  }
}

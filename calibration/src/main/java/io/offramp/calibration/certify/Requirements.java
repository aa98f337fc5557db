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
          ("Cannot bound the accuracy drop: 0 of %d rows are labelled (must be at least 1;"
                  + " --max-disagreement needs no labels, and --label-budget says which labels to"
                  + " get)")
              .formatted(trace.rows()));
    }
    double least = trace.costs().cost(1);
    if (goal.maxCost().isPresent() && goal.maxCost().getAsDouble() <= least) {
      throw new CalibrationException(
          ("Cannot certify max cost %s: leaving at exit 1 costs %s (must be greater than that; no"
                  + " threshold is cheaper)")
              .formatted(goal.maxCost().getAsDouble(), least));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Certifying with few labels as a method like others: labels are hidden and given when asked for.
 */
record LabelPlanMethod(int budget) implements CalibrationMethod {
  private static final String CREATED = "2026-01-31T12:00:00Z";

  @Override
  public String id() {
    return "label-budget-" + budget;
  }

  @Override
  public Assurance assurance() {
    return Assurance.EXACT;
  }

  @Override
  public Verdict calibrate(CalibrationSet set, Goal goal, long seed) {
    Trace hidden = copy(set.trace(), set.rows(), false);
    int[] rows = set.rows();
    LabelPlan plan = LabelPlan.of(hidden, goal, CalibrationOptions.DEFAULT, budget, seed);
    if (plan.rowsToLabel().length > budget) {
      throw new AssertionError("asked for more labels than the budget");
    }
    CalibrationResult result =
        plan.certify(
            row -> set.trace().label(rows[row]).orElseThrow(),
            new CalibrationRequest(goal, seed, Optional.empty(), "drawn rows", CREATED));
    if (result instanceof NoneCertified none) {
      return none;
    }
    Certified certified = (Certified) result;
    return new Choice(
        certified.policy().signal(),
        certified.policy().thresholds().stream().map(Double::floatValue).toList(),
        certified.policy().guarantee().claims(),
        certified.policy().guarantee().levelsTested(),
        id());
  }

  /** The rows as a trace of their own, with or without their labels. */
  static Trace copy(Trace trace, int[] rows, boolean labelled) {
    TraceBuilder builder = Trace.builder(trace.costs(), trace.classes());
    int[] predictions = new int[trace.exits()];
    float[] confidences = new float[trace.exits()];
    for (int row : rows) {
      for (int exit = 1; exit <= trace.exits(); exit++) {
        predictions[exit - 1] = trace.prediction(row, exit);
        confidences[exit - 1] = trace.maxProbability(row, exit);
      }
      OptionalInt label = labelled ? trace.label(row) : OptionalInt.empty();
      builder.addAnswers(label, predictions.clone(), confidences.clone());
    }
    return builder.build();
  }

  /** All rows of a trace without labels. */
  static Trace hidden(Trace trace) {
    int[] rows = new int[trace.rows()];
    Arrays.setAll(rows, row -> row);
    return copy(trace, rows, false);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.certify.CalibrationRequest;
import io.offramp.calibration.certify.CalibrationResult;
import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.certify.RiskTest;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.calibration.signal.LearnedSignal;
import io.offramp.spark.trace.TraceSource;
import io.offramp.spark.trace.TraceTable;
import java.nio.file.Path;

/**
 * What to certify.
 *
 * @param traces what every exit says of rows that were used for nothing else
 * @param goal the bounds
 * @param method how candidates are made and tested
 * @param asymptotic whether to cross-fit: no row is held back, but the guarantee holds only in the
 *     limit of many rows
 * @param seed of all random choices
 * @param out policy file to write
 */
public record CalibrateRequest(
    TraceSource traces,
    GoalRequest goal,
    MethodRequest method,
    boolean asymptotic,
    long seed,
    String out) {
  /**
   * Checks the parts against each other.
   *
   * @throws IllegalArgumentException if slices are bounded and no column names them, or
   *     cross-fitting cannot pursue the goal
   */
  public CalibrateRequest {
    requireSlices(traces, goal);
    if (asymptotic
        && (goal.risk().isEmpty()
            || goal.maxCost().isPresent()
            || goal.bySlices()
            || method.signal().equals(LearnedSignal.ID)
            || method.test() != RiskTest.AUTO)) {
      throw new IllegalArgumentException(
          "Cannot use --asymptotic with a bound on cost, classes or slices, a learned signal or a --risk-test (must be one risk of all rows; leave --asymptotic or the other out)");
    }
  }

  static void requireSlices(TraceSource traces, GoalRequest goal) {
    if (goal.maxSliceRisk().isPresent() && traces.sliceColumns().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use --max-slice-risk %s: no column names slices (give --slice-col)"
              .formatted(goal.maxSliceRisk().getAsDouble()));
    }
  }

  /**
   * The same of traces that were read.
   *
   * @throws IllegalArgumentException if the traces lack what the goal speaks of
   */
  CalibrationRequest of(TraceTable table) {
    return new CalibrationRequest(
        goal.of(table), seed, table.bundleSha256(), traces.path(), table.precision(), Clock.now());
  }

  /** Writes the policy if one was certified. */
  void write(CalibrationResult result) {
    if (result instanceof Certified certified) {
      ExitPolicyParser.write(certified.policy(), Path.of(out));
    }
  }
}

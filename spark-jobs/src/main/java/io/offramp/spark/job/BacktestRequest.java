// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.backtest.BacktestOptions;
import io.offramp.spark.trace.TraceSource;
import java.util.List;
import java.util.Optional;

/**
 * What to compare.
 *
 * @param traces what every exit says of rows that were not trained on
 * @param goal what each method is asked for
 * @param method how candidates are made and tested, for methods that leave it open
 * @param methods their names; none for all that support the goal
 * @param options how often rows are split, and how
 * @param json file to write the report to
 */
public record BacktestRequest(
    TraceSource traces,
    GoalRequest goal,
    MethodRequest method,
    List<String> methods,
    BacktestOptions options,
    Optional<String> json) {
  /**
   * Copies the names and checks the parts.
   *
   * @throws IllegalArgumentException if slices are bounded and no column names them, or there is no
   *     method of a name
   */
  public BacktestRequest {
    methods = List.copyOf(methods);
    CalibrateRequest.requireSlices(traces, goal);
    MethodNames.require(methods);
  }
}

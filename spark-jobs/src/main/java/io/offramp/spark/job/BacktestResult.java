// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.backtest.BacktestReport;
import io.offramp.spark.trace.TraceTable;

/**
 * A backtest's report and the traces it came from.
 *
 * @param traces all rows, and what is known of them
 * @param leftOut rows that took no part because they have no label
 * @param report methods side by side
 */
public record BacktestResult(TraceTable traces, int leftOut, BacktestReport report) {}

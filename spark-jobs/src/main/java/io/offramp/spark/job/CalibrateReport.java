// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.certify.CalibrationResult;
import io.offramp.calibration.trace.Trace;
import io.offramp.spark.trace.StrayLabels;
import io.offramp.spark.trace.TraceTable;

/**
 * A calibration's result and the traces it came from.
 *
 * @param result certified or not
 * @param traces the rows, and what is known of them
 * @param strayLabels of the labels that were looked at, those that no exit ever predicts
 */
public record CalibrateReport(
    CalibrationResult result, TraceTable traces, StrayLabels strayLabels) {
  /** The rows. */
  public Trace trace() {
    return traces.trace();
  }

  /** Rows of the traces that could not be run and took no part. */
  public long skipped() {
    return traces.skipped();
  }
}

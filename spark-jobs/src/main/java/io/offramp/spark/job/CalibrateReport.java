// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.certify.CalibrationResult;
import io.offramp.calibration.trace.Trace;

/**
 * A calibration's result and the trace it came from.
 *
 * @param result certified or not
 * @param trace the rows
 * @param skipped rows of the traces that could not be run and took no part
 */
public record CalibrateReport(CalibrationResult result, Trace trace, long skipped) {}

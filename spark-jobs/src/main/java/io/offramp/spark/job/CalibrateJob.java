// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.certify.CalibrationMethod;
import io.offramp.calibration.certify.CalibrationOptions;
import io.offramp.calibration.certify.CalibrationResult;
import io.offramp.calibration.certify.Calibrator;
import io.offramp.calibration.certify.Methods;
import io.offramp.spark.trace.TraceTable;
import org.apache.spark.sql.SparkSession;

/** Turns traces into a certified policy, or says why there is none. */
public final class CalibrateJob {
  private CalibrateJob() {}

  /**
   * Calibrates, and writes the policy file if one was certified; otherwise an older file there
   * stays as it is.
   *
   * @throws RuntimeException with a message for the user if the traces cannot be used
   */
  public static CalibrateReport run(SparkSession spark, CalibrateRequest request) {
    TraceTable traces = TraceTable.read(spark, request.traces());
    request.goal().requireLabels(traces);
    CalibrationOptions options = request.method().options(traces);
    CalibrationMethod method =
        request.asymptotic() ? Methods.crossFit(options) : Methods.recommended(options);
    CalibrationResult result = Calibrator.calibrate(traces.trace(), request.of(traces), method);
    request.write(result);
    return new CalibrateReport(result, traces, traces.strayLabels());
  }
}

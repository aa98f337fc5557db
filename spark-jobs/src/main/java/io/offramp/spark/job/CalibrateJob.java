// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.certify.CalibrationMethod;
import io.offramp.calibration.certify.CalibrationOptions;
import io.offramp.calibration.certify.CalibrationRequest;
import io.offramp.calibration.certify.CalibrationResult;
import io.offramp.calibration.certify.Calibrator;
import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.certify.Methods;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.spark.trace.TraceTable;
import java.nio.file.Path;
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
    CalibrationOptions options = request.method().options(traces.trace().exits());
    CalibrationMethod method =
        request.asymptotic() ? Methods.crossFit(options) : Methods.recommended(options);
    CalibrationResult result =
        Calibrator.calibrate(
            traces.trace(),
            new CalibrationRequest(
                request.goal().of(traces),
                request.seed(),
                traces.bundleSha256(),
                request.traces().path(),
                traces.precision(),
                Clock.now()),
            method);
    if (result instanceof Certified certified) {
      ExitPolicyParser.write(certified.policy(), Path.of(request.out()));
    }
    return new CalibrateReport(result, traces, traces.strayLabels());
  }
}

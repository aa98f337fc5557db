// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.certify.CalibrationRequest;
import io.offramp.calibration.certify.CalibrationResult;
import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.certify.SharedThresholdCalibrator;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.calibration.trace.Trace;
import io.offramp.spark.table.TableWriter;
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
    String header =
        TableWriter.readBeside(
            request.traces(), TraceHeader.FILE, spark.sparkContext().hadoopConfiguration());
    TraceHeader about = TraceHeader.fromJson(header, request.traces() + "/" + TraceHeader.FILE);
    TraceReader reader = new TraceReader(about);
    Trace trace = reader.read(spark, request.traces());
    CalibrationResult result =
        SharedThresholdCalibrator.calibrate(
            trace,
            new CalibrationRequest(
                request.target(),
                request.maxCost(),
                request.confidence(),
                request.seed(),
                about.bundleSha256(),
                request.traces(),
                Clock.now()));
    if (result instanceof Certified certified) {
      ExitPolicyParser.write(certified.policy(), Path.of(request.out()));
    }
    return new CalibrateReport(result, trace, reader.skipped());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.backtest.Backtest;
import io.offramp.calibration.backtest.BacktestReport;
import io.offramp.calibration.certify.CalibrationMethod;
import io.offramp.calibration.certify.CalibrationOptions;
import io.offramp.calibration.json.JsonFiles;
import io.offramp.spark.trace.TraceTable;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Compares methods by calibrating on some rows of traces and measuring on the others, many times.
 * Spark reads the traces; the rest runs on the cores of the driver.
 */
public final class BacktestJob {
  private static final String KIND = "backtest";

  private BacktestJob() {}

  /**
   * Compares, and writes the report if a file for it is named.
   *
   * @throws RuntimeException with a message for the user if the traces or the file cannot be used
   */
  public static BacktestResult run(SparkSession spark, BacktestRequest request, ProgressSink sink) {
    TraceTable traces = TraceTable.read(spark, request.traces());
    request.goal().requireLabels(traces);
    BacktestRows rows = BacktestRows.of(traces.trace(), request.goal().of(traces));
    CalibrationOptions options = request.method().options(traces);
    List<CalibrationMethod> methods =
        MethodNames.of(request.methods(), rows.goal(), options, rows.trace());
    BacktestReport report =
        Backtest.run(
            rows.trace(),
            rows.goal(),
            methods,
            request.options(),
            new BacktestProgress(sink, methods.size(), request.options().splits()));
    request.json().ifPresent(file -> JsonFiles.replace(Path.of(file), KIND, report.toJson()));
    return new BacktestResult(traces, rows.leftOut(), report);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.report.ReportFormat;
import io.offramp.spark.trace.TraceSource;

/**
 * What to report on.
 *
 * @param policy where the policy is
 * @param traces of the rows that certified it
 * @param extras what else to show
 * @param format of the report
 * @param out file to write
 * @param command what the user typed
 */
public record ReportRequest(
    String policy,
    TraceSource traces,
    ReportExtras extras,
    ReportFormat format,
    String out,
    String command) {}

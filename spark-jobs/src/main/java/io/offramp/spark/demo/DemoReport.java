// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.demo;

import io.offramp.spark.job.CalibrateReport;
import io.offramp.spark.job.ScoreSummary;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the demonstration found.
 *
 * @param calibration the policy, or why there is none
 * @param fullDepth scoring without a policy
 * @param earlyExit scoring with it; the same as {@code fullDepth} if none was certified
 * @param page the report on the policy; empty if none was certified
 */
public record DemoReport(
    CalibrateReport calibration,
    ScoreSummary fullDepth,
    ScoreSummary earlyExit,
    Optional<Path> page) {}

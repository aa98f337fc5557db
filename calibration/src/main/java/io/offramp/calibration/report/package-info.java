// SPDX-License-Identifier: Apache-2.0
/**
 * What a policy promises, saves and risks, for people: {@link
 * io.offramp.calibration.report.PolicyReport} computes the figures from a policy and traces, {@link
 * io.offramp.calibration.report.ReportData} holds them, and {@link
 * io.offramp.calibration.report.ReportFiles} writes them as a page, as Markdown, as JSON and as
 * CSV; {@link io.offramp.calibration.report.Comparison} puts two policies or two runs side by side.
 */
@NullMarked
package io.offramp.calibration.report;

import org.jspecify.annotations.NullMarked;

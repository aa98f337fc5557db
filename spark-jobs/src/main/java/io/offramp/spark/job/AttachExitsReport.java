// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.bundle.Bundle;
import java.util.List;

/**
 * A bundle with exits attached, and how it came about.
 *
 * @param bundle written and opened
 * @param sourceSha256 of the bundle whose encoder it has
 * @param targets what exits were fitted to
 * @param rows heads were fitted on
 * @param devRows that chose regularisation and fitted temperatures
 * @param labelledDevRows of them with a label that the bundle knows, which accuracy is of
 * @param refused rows of both tables that were left out
 * @param exits from the first
 * @param seconds wall time
 */
public record AttachExitsReport(
    Bundle bundle,
    String sourceSha256,
    ExitTargets targets,
    long rows,
    long devRows,
    long labelledDevRows,
    long refused,
    List<AttachedExit> exits,
    double seconds) {}

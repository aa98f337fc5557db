// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.bench.BenchReport;
import io.offramp.engine.bench.Machine;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.run.ScoringOptions;

/**
 * What was measured, and on what.
 *
 * @param report the measurements and what follows
 * @param machine that measured
 * @param bundle that ran; its folder may be gone
 * @param scoring how the engine batched
 * @param rows that were read
 */
public record BenchResult(
    BenchReport report, Machine machine, Bundle bundle, ScoringOptions scoring, int rows) {}

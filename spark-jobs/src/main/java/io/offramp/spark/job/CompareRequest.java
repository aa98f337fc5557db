// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.spark.trace.TraceSource;
import java.util.Optional;

/**
 * What to put side by side: two policies, or the outputs of two runs.
 *
 * @param first a policy's file or a run's output folder
 * @param second another one of the same kind
 * @param traces rows to compare policies on; not looked at for runs
 * @param idColumn key by which rows of runs are matched; empty: only their summaries are compared
 */
public record CompareRequest(
    String first, String second, Optional<TraceSource> traces, Optional<String> idColumn) {}

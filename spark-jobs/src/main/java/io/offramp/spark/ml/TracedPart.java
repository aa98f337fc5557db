// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a task sends to the driver: a block of rows, or why there is none. No record, so that any
 * Spark serializer takes it.
 */
final class TracedPart implements Serializable {
  private static final long serialVersionUID = 1L;

  private final @Nullable TracedBlock block;
  private final @Nullable String problem;

  TracedPart(@Nullable TracedBlock block, @Nullable String problem) {
    this.block = block;
    this.problem = problem;
  }

  /** The rows; null if there are none to use. */
  @Nullable TracedBlock block() {
    return block;
  }

  /** Why the task's rows cannot be used; null when fine. */
  @Nullable String problem() {
    return problem;
  }
}

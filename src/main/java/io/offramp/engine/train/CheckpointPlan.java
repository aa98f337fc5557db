// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where training is written down so that a run that was stopped can go on.
 *
 * @param folder for checkpoints, of one training at a time
 * @param every least time between two checkpoints of an epoch; 0: one after every step
 */
public record CheckpointPlan(Path folder, Duration every) {
  /** Checks the time. */
  public CheckpointPlan {
    if (every.isNegative()) {
      throw new IllegalArgumentException(
          "Cannot write a checkpoint every %s (must be at least 0 minutes)".formatted(every));
    }
  }
}

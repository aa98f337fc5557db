// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Writes checkpoints when it is time; when that is has no bearing on what training gives. */
final class CheckpointWriter {
  private final Optional<CheckpointPlan> plan;
  private final Map<String, String> identity;
  private long writtenAt = System.nanoTime();

  private CheckpointWriter(Optional<CheckpointPlan> plan, Map<String, String> identity) {
    this.plan = plan;
    this.identity = identity;
  }

  /** Writes nothing. */
  static CheckpointWriter none() {
    return new CheckpointWriter(Optional.empty(), Map.of());
  }

  /** Writes as planned. */
  static CheckpointWriter of(CheckpointPlan plan, Map<String, String> identity) {
    return new CheckpointWriter(Optional.of(plan), identity);
  }

  /** Whether it writes at all. */
  boolean writes() {
    return plan.isPresent();
  }

  /** After a step: writes if the last checkpoint is old enough. */
  void afterStep(Supplier<TrainingState> state) {
    if (plan.isPresent()
        && Duration.ofNanos(System.nanoTime() - writtenAt).compareTo(plan.get().every()) >= 0) {
      write(state);
    }
  }

  /** After an epoch, or before the end: writes. */
  void write(Supplier<TrainingState> state) {
    if (plan.isPresent()) {
      new CheckpointFolder(plan.get().folder()).write(state.get(), identity);
      writtenAt = System.nanoTime();
    }
  }
}

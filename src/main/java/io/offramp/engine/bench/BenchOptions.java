// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.ScoringOptions;
import java.util.List;
import java.util.Optional;

/**
 * What is measured.
 *
 * @param tasks threads that run rows, each with kernels of one core
 * @param scoring how the engine batches
 * @param meanCosts of the simulated exits; empty with a policy
 * @param policy whose exits are measured; empty: simulated ones
 * @param precisions that layers compute in, at least one, the one that counts last
 * @param baselineRows most rows of the slow variants, drawn evenly from all
 * @param seed of the simulated exits
 */
public record BenchOptions(
    int tasks,
    ScoringOptions scoring,
    List<Double> meanCosts,
    Optional<ExitPolicy> policy,
    List<Precision> precisions,
    int baselineRows,
    long seed) {
  /** Checks and copies. */
  public BenchOptions {
    meanCosts = List.copyOf(meanCosts);
    precisions = List.copyOf(precisions);
    if (tasks < 1) {
      throw new IllegalArgumentException(
          "Cannot measure with %d tasks (must be at least 1)".formatted(tasks));
    }
    if (baselineRows < 1) {
      throw new IllegalArgumentException(
          "Cannot measure the slow variants on %d rows (must be at least 1)"
              .formatted(baselineRows));
    }
    if (meanCosts.isEmpty() == policy.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot measure exits of mean costs %s %s a policy (must be either simulated or a policy's)"
              .formatted(meanCosts, policy.isPresent() ? "with" : "without"));
    }
  }

  /** The precision that counts. */
  public Precision mainPrecision() {
    return precisions.get(precisions.size() - 1);
  }
}

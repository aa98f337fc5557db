// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.run.ScoringOptions;
import io.offramp.spark.table.TableFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code bench} is to measure.
 *
 * @param data table with the texts
 * @param dataFormat how to read it; empty: by the files' names
 * @param columns names of its columns
 * @param rows most of its rows that are read
 * @param baselineRows most of these that the slow variants run
 * @param bundle folder of a bundle; empty: one of random weights is made
 * @param shape of the one that is made; what a bundle has itself is not looked at
 * @param policy file of a policy of the bundle; empty: exits are simulated
 * @param meanCosts of the simulated exits; empty with a policy
 * @param precision {@code fp32}, {@code bf16}, {@code both}, or {@code auto}: bf16 if the processor
 *     has it
 * @param tasks at a time
 * @param batchSize rows of 64 tokens that the engine runs together; empty: what suits the width
 * @param lengthGrid the engine pads to multiples of so many tokens; empty: what suits the precision
 *     that counts
 * @param repetitions timed passes of each variant
 * @param seed of weights and simulated exits
 * @param throughSpark whether tasks of Spark are measured as well
 * @param json file for the report; empty: none
 */
public record BenchRequest(
    String data,
    Optional<TableFormat> dataFormat,
    TextColumns columns,
    int rows,
    int baselineRows,
    Optional<String> bundle,
    EncoderShape shape,
    Optional<String> policy,
    List<Double> meanCosts,
    String precision,
    int tasks,
    OptionalInt batchSize,
    OptionalInt lengthGrid,
    int repetitions,
    long seed,
    boolean throughSpark,
    Optional<String> json) {
  /** Precisions by name. */
  public static final List<String> PRECISIONS = List.of("auto", "fp32", "bf16", "both");

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the value and what it must be
   */
  public BenchRequest {
    meanCosts = List.copyOf(meanCosts);
    atLeastOne("rows", rows);
    atLeastOne("baseline rows", baselineRows);
    atLeastOne("tasks", tasks);
    atLeastOne("repetitions", repetitions);
    ScoringOptions.DEFAULT.withLengthGrid(lengthGrid.orElse(1)).withBatchSize(batchSize.orElse(1));
    if (!PRECISIONS.contains(precision)) {
      throw new IllegalArgumentException(
          "Cannot measure precision '%s' (must be one of %s)".formatted(precision, PRECISIONS));
    }
    if (policy.isPresent() && bundle.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use policy %s: it belongs to a bundle (name that with --bundle)"
              .formatted(policy.get()));
    }
    if (policy.isPresent() && !meanCosts.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot simulate exits of mean cost %s with a policy, whose exits are measured (leave --mean-cost or --policy out)"
              .formatted(meanCosts));
    }
    if (policy.isEmpty() && meanCosts.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot measure exits: no mean cost is given (must be one at least)");
    }
    double least = bundle.isPresent() ? 0 : shape.exitLayers().get(0) / (double) shape.layers();
    for (double cost : meanCosts) {
      if (!(cost > least && cost <= 1)) {
        throw new IllegalArgumentException(
            "Cannot simulate exits of mean cost %s (must be above %.4f, the first exit's cost, and at most 1)"
                .formatted(cost, least));
      }
    }
  }

  private static void atLeastOne(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "Cannot measure with %s %d (must be at least 1)".formatted(what, value));
    }
  }
}

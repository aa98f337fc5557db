// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import io.offramp.engine.encoder.Precision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What follows from the seconds.
 *
 * @param measurements in the order of the table
 * @param main precision that counts
 */
public record BenchReport(List<Measurement> measurements, Precision main) {
  /** Copies the list. */
  public BenchReport {
    measurements = List.copyOf(measurements);
  }

  /** A variant's measurement. */
  public Optional<Measurement> find(String id) {
    return measurements.stream().filter(one -> one.variant().id().equals(id)).findFirst();
  }

  /** Full depth at the batch size and grid that are best here: what exits are compared with. */
  public Optional<Measurement> bestFullDepth(Precision precision) {
    return measurements.stream()
        .filter(one -> one.variant().role() == Variant.Role.FULL_DEPTH)
        .filter(one -> one.variant().precision().equals(Optional.of(precision)))
        .min(Comparator.comparingDouble(Measurement::medianSeconds));
  }

  /** How many times as fast as the best full depth of its precision; of the same rows only. */
  public OptionalDouble speedUp(Measurement one) {
    return switch (one.variant().role()) {
      case PROBE, BASELINE -> OptionalDouble.empty();
      case FULL_DEPTH, EARLY_EXIT, TEXT, SPARK ->
          one.variant()
              .precision()
              .flatMap(this::bestFullDepth)
              .map(full -> OptionalDouble.of(one.speedOver(full)))
              .orElseGet(OptionalDouble::empty);
    };
  }

  /** The part of the promised speed-up that arrives; of variants with exits. */
  public OptionalDouble efficiency(Measurement one) {
    double promise = one.variant().load().promise();
    OptionalDouble speedUp = speedUp(one);
    return promise > 1 && speedUp.isPresent()
        ? OptionalDouble.of(speedUp.getAsDouble() / promise)
        : OptionalDouble.empty();
  }

  /** How many times as fast as the naive way, a row each. */
  public OptionalDouble overNaive(Measurement one) {
    Optional<Measurement> naive = find(Ladder.NAIVE);
    return one.variant().role() == Variant.Role.PROBE || naive.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(one.speedOver(naive.get()));
  }

  /** What is left of its counterpart's speed without Spark. */
  public OptionalDouble ofEngine(Measurement one) {
    return one.variant()
        .counterpart()
        .flatMap(this::find)
        .map(engine -> OptionalDouble.of(one.speedOver(engine)))
        .orElseGet(OptionalDouble::empty);
  }

  /** Early exit as the engine does it, at the first mean cost. */
  public Measurement earlyExit() {
    return first(Variant.Role.EARLY_EXIT, "rebatching-").orElseThrow();
  }

  /** Everything on: early exit through Spark if that was measured, else in the engine alone. */
  public Measurement everything() {
    return first(Variant.Role.SPARK, "spark-early-exit-")
        .or(() -> first(Variant.Role.TEXT, "text-early-exit-"))
        .orElseGet(this::earlyExit);
  }

  private Optional<Measurement> first(Variant.Role role, String prefix) {
    return measurements.stream()
        .filter(one -> one.variant().role() == role)
        .filter(one -> one.variant().precision().equals(Optional.of(main)))
        .filter(one -> one.variant().id().startsWith(prefix))
        .findFirst();
  }

  /** GFLOP/s of the best full depth over those of one full batch run again and again. */
  public OptionalDouble fullDepthOfEndless() {
    Optional<Measurement> full = bestFullDepth(main);
    Optional<Measurement> endless = find("endless-" + main.id());
    return full.isEmpty() || endless.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            full.get().perSecond(full.get().variant().load().flops())
                / endless.get().perSecond(endless.get().variant().load().flops()));
  }

  /** The levers, one upon the other, as far as they were measured. */
  public List<Lever> levers() {
    List<Lever> levers = new ArrayList<>();
    Measurement below = find(Ladder.NAIVE).orElseThrow();
    below = add(levers, below, "sorting by length", find(Ladder.SORTED), Ladder.SORTED);
    below =
        add(levers, below, "length grid, batches by tokens", find(Ladder.GRID), Ladder.ONLY_GRID);
    below = add(levers, below, "oneDNN's kernels", find(Ladder.KERNELS), Ladder.ONLY_KERNELS);
    below = add(levers, below, "bf16", find(Ladder.BF16), Ladder.ONLY_BF16);
    below = add(levers, below, "all rows, best batch size", bestFullDepth(main), "");
    below =
        add(
            levers,
            below,
            "exits, batches thin out",
            first(Variant.Role.EARLY_EXIT, "compaction-"),
            Ladder.ONLY_EXITS);
    below = add(levers, below, "batches refilled", Optional.of(earlyExit()), "");
    below = add(levers, below, "from text", first(Variant.Role.TEXT, "text-early-exit-"), "");
    add(levers, below, "through Spark", first(Variant.Role.SPARK, "spark-early-exit-"), "");
    return levers;
  }

  private Measurement add(
      List<Lever> levers,
      Measurement below,
      String name,
      Optional<Measurement> with,
      String aloneId) {
    if (with.isEmpty()) {
      return below;
    }
    Measurement one = with.get();
    levers.add(
        new Lever(
            name,
            one.variant().id(),
            one.speedOver(below),
            overNaive(one).orElseThrow(),
            find(aloneId).map(this::overNaive).orElseGet(OptionalDouble::empty)));
    return one;
  }
}

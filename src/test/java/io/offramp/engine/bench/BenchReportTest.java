// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.offramp.engine.bench.Variant.Role;
import io.offramp.engine.encoder.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What follows from given seconds. */
final class BenchReportTest {
  private static final Load SAMPLE = new Load(100, 5000, 12_000, 1e9, 1e9, 1);
  private static final Load FULL = new Load(1000, 50_000, 60_000, 1e10, 1e10, 1);
  private static final Load HALF = new Load(1000, 50_000, 60_000, 5e9, 1e10, .5);

  private static Measurement of(
      String id, Role role, Precision precision, Load load, String engine, Double... seconds) {
    return new Measurement(
        new Variant(
            id,
            id,
            role,
            Optional.of(precision),
            load,
            engine.isEmpty() ? Optional.empty() : Optional.of(engine),
            () -> {},
            () -> 1),
        Arrays.asList(seconds));
  }

  private static Measurement bf16(String id, Role role, Load load, Double... seconds) {
    return of(id, role, Precision.BF16, load, "", seconds);
  }

  private static List<Measurement> measurements() {
    List<Measurement> all = new ArrayList<>();
    all.add(bf16("endless-bf16", Role.PROBE, FULL, 5.0, 5.0, 5.0));
    all.add(of(Ladder.NAIVE, Role.BASELINE, Precision.FP32, SAMPLE, "", 10.0, 20.0, 10.0));
    all.add(of(Ladder.SORTED, Role.BASELINE, Precision.FP32, SAMPLE, "", 5.0, 10.0, 5.0));
    all.add(of(Ladder.GRID, Role.BASELINE, Precision.FP32, SAMPLE, "", 4.0, 8.0, 4.0));
    all.add(of(Ladder.ONLY_GRID, Role.BASELINE, Precision.FP32, SAMPLE, "", 8.0, 16.0, 8.0));
    all.add(bf16("full-depth-bf16-batch-16-grid-16", Role.FULL_DEPTH, FULL, 12.0, 12.0, 12.0));
    all.add(bf16("full-depth-bf16-batch-32-grid-16", Role.FULL_DEPTH, FULL, 10.0, 20.0, 10.0));
    all.add(of("full-depth-fp32-b", Role.FULL_DEPTH, Precision.FP32, FULL, "", 1.0, 1.0, 1.0));
    all.add(bf16("compaction-bf16-0.5", Role.EARLY_EXIT, HALF, 8.0, 16.0, 8.0));
    all.add(bf16("rebatching-bf16-0.5", Role.EARLY_EXIT, HALF, 6.25, 12.5, 6.25));
    all.add(bf16("rebatching-bf16-0.7", Role.EARLY_EXIT, HALF, 1.0, 1.0, 1.0));
    return all;
  }

  private static BenchReport report() {
    return new BenchReport(measurements(), Precision.BF16);
  }

  @Test
  void bestFullDepth_isTheFastestByTheMedianOfItsPrecision() {
    assertThat(report().bestFullDepth(Precision.BF16).orElseThrow().variant().id())
        .isEqualTo("full-depth-bf16-batch-32-grid-16");
  }

  @Test
  void efficiency_isTheSpeedUpWithinRepetitionsOverThePromise() {
    BenchReport report = report();
    assertThat(report.speedUp(report.earlyExit()).orElseThrow()).isCloseTo(1.6, within(1e-12));
    assertThat(report.earlyExit().variant().load().promise()).isEqualTo(2);
    assertThat(report.efficiency(report.earlyExit()).orElseThrow()).isCloseTo(.8, within(1e-12));
    Measurement full = report.bestFullDepth(Precision.BF16).orElseThrow();
    assertThat(report.speedUp(full)).hasValue(1);
    assertThat(report.efficiency(full)).as("full depth promises nothing").isEmpty();
    assertThat(report.speedUp(report.find(Ladder.NAIVE).orElseThrow())).isEmpty();
  }

  @Test
  void overNaive_comparesRowsASecondOfDifferentlyManyRows() {
    BenchReport report = report();
    assertThat(report.overNaive(report.earlyExit()).orElseThrow()).isCloseTo(16, within(1e-12));
    assertThat(report.overNaive(report.find(Ladder.NAIVE).orElseThrow())).hasValue(1);
    assertThat(report.overNaive(report.find("endless-bf16").orElseThrow())).isEmpty();
  }

  @Test
  void fullDepthOfEndless_comparesFlopsASecond() {
    assertThat(report().fullDepthOfEndless().orElseThrow()).isCloseTo(.5, within(1e-12));
  }

  @Test
  void everything_isSparksIfItRan() {
    BenchReport without = report();
    assertThat(without.everything()).isEqualTo(without.earlyExit());
    List<Measurement> all = measurements();
    all.add(
        of(
            "spark-early-exit-bf16-0.5",
            Role.SPARK,
            Precision.BF16,
            HALF,
            "rebatching-bf16-0.5",
            12.5,
            25.0,
            12.5));
    BenchReport with = new BenchReport(all, Precision.BF16);
    assertThat(with.everything().variant().role()).isEqualTo(Role.SPARK);
    assertThat(with.ofEngine(with.everything())).hasValue(.5);
    assertThat(with.ofEngine(with.earlyExit())).isEmpty();
    assertThat(with.levers().get(with.levers().size() - 1).name()).isEqualTo("through Spark");
    assertThat(with.levers().get(with.levers().size() - 1).gain()).isEqualTo(.5);
  }

  @Test
  void levers_areGainsOfOneUponTheOther_andLeaveOutWhatWasNotMeasured() {
    List<Lever> levers = report().levers();
    assertThat(levers)
        .extracting(Lever::name)
        .containsExactly(
            "sorting by length",
            "length grid, batches by tokens",
            "all rows, best batch size",
            "exits, batches thin out",
            "batches refilled");
    assertThat(levers.get(0).gain()).isEqualTo(2);
    assertThat(levers.get(0).alone()).hasValue(2);
    assertThat(levers.get(1).gain()).isEqualTo(1.25);
    assertThat(levers.get(1).overNaive()).isEqualTo(2.5);
    assertThat(levers.get(1).alone()).hasValue(1.25);
    assertThat(levers.get(2).alone()).isEmpty();
    assertThat(levers.get(3).gain()).isEqualTo(1.25);
    assertThat(levers.get(4).gain()).isEqualTo(1.28);
    double product = levers.stream().mapToDouble(Lever::gain).reduce(1, (a, b) -> a * b);
    assertThat(product).isCloseTo(levers.get(4).overNaive(), within(1e-9));
  }

  @Test
  void median_ofEvenlyMany_isBetweenTheMiddleTwo() {
    assertThat(Measurement.median(new double[] {4, 1, 3, 100})).isEqualTo(3.5);
    assertThat(Measurement.median(new double[] {9, 1, 2})).isEqualTo(2);
  }

  @Test
  void perSecond_goesByTheMedian() {
    assertThat(report().earlyExit().perSecond(1000)).isEqualTo(160);
  }
}

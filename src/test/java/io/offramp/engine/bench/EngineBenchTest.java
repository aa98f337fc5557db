// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.encoder.Kernels;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.fixture.TinyModule;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.run.RowText;
import io.offramp.engine.run.ScoringOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every variant on a small bundle: what is run, never how fast. */
final class EngineBenchTest {
  private static final int ROWS = 90;

  private final Bundle bundle;
  private final List<String> texts = TinyBundle.texts(ROWS, 5);
  private final List<RowText> rows = texts.stream().map(text -> new RowText(text, null)).toList();

  EngineBenchTest(@TempDir Path folder) {
    this.bundle = TinyBundle.write(folder.resolve("bundle"), false);
  }

  private static BenchOptions options(List<Double> meanCosts, Optional<ExitPolicy> policy) {
    return new BenchOptions(
        2, ScoringOptions.DEFAULT, meanCosts, policy, List.of(Precision.FP32), 40, 3);
  }

  @Test
  void variants_simulatedExits_allRunAndFitOneReport() {
    List<String> heard = new ArrayList<>();
    List<Measurement> measured;
    try (EngineBench bench =
        new EngineBench(bundle, rows, options(List.of(0.5, 0.7), Optional.empty()))) {
      assertThat(bench.plans()).extracting(ExitPlan::name).containsExactly("0.5", "0.7");
      measured = Interleaved.run(bench.variants(), 2, heard::add);
    }
    assertThat(measured)
        .extracting(one -> one.variant().id())
        .doesNotHaveDuplicates()
        .contains(
            "matmul-fp32",
            "layer-products-fp32",
            "endless-fp32",
            "tokenising",
            "naive",
            "sorted",
            "sorted-grid",
            "sorted-grid-kernels",
            "only-grid",
            "only-kernels",
            "only-exits",
            "full-depth-fp32-batch-16-grid-16",
            "full-depth-fp32-batch-32-grid-16",
            "full-depth-fp32-batch-64-grid-16",
            "full-depth-fp32-batch-32-grid-8",
            "compaction-fp32-0.5",
            "rebatching-fp32-0.5",
            "compaction-fp32-0.7",
            "rebatching-fp32-0.7",
            "text-full-depth-fp32",
            "text-early-exit-fp32-0.5",
            "text-early-exit-fp32-0.7");
    assertThat(measured).hasSize(22).allSatisfy(one -> assertThat(one.seconds()).hasSize(2));
    assertThat(heard).hasSize(22 * 3);
    assertThat(heard.get(22 * 2)).startsWith("repetition 2 of 2: ").contains("s left");
    BenchReport report = new BenchReport(measured, Precision.FP32);
    Load early = report.earlyExit().variant().load();
    assertThat(early.rows()).isEqualTo(ROWS);
    assertThat(early.meanCost()).isCloseTo(0.5, within(0.01));
    assertThat(early.promise()).isCloseTo(2, within(0.3));
    assertThat(early.paddedTokens()).isGreaterThan(early.tokens());
    assertThat(report.efficiency(report.earlyExit())).isPresent();
    assertThat(report.levers()).hasSize(7);
    Load naive = report.find("naive").orElseThrow().variant().load();
    Load sorted = report.find("sorted").orElseThrow().variant().load();
    assertThat(naive.rows()).isEqualTo(40);
    assertThat(naive.tokens()).isEqualTo(sorted.tokens()).isLessThan(naive.paddedTokens());
  }

  /** It has no other kernels than its own, and no float32 to be slower in. */
  @Test
  void variants_ofAModuleInBf16Alone_compareWhatThereIs(@TempDir Path folder) {
    Bundle own =
        TinyModule.bundle(
            folder,
            TinyModule.METHODS,
            TinyModule.manifest().replace("\"width\"", "\"precision\": [\"bf16\"], \"width\""));
    BenchOptions half =
        new BenchOptions(
            2,
            ScoringOptions.DEFAULT,
            List.of(0.7),
            Optional.empty(),
            List.of(Precision.BF16),
            40,
            3);
    try (EngineBench bench = new EngineBench(own, rows, half)) {
      List<Variant> variants = bench.variants();
      assertThat(variants)
          .extracting(Variant::id)
          .contains("naive", "sorted-grid", "only-exits")
          .doesNotContain("sorted-grid-kernels", "only-kernels", "only-bf16");
      Variant naive =
          variants.stream().filter(one -> one.id().equals("naive")).findFirst().orElseThrow();
      assertThat(naive.title()).endsWith("bf16");
      assertThat(naive.pass().seconds()).isPositive();
    }
  }

  @Test
  void flops_ofAModule_growWithItsTokens(@TempDir Path folder) {
    BundleManifest manifest = TinyModule.bundle(folder).manifest();
    assertThat(ModelFlops.atExit(manifest, 1, 20)).isEqualTo(800);
    assertThat(ModelFlops.atExit(manifest, 2, 20)).isEqualTo(2000);
  }

  @Test
  void plans_ofAPolicy_areItsExits() {
    ExitPolicy policy = TinyBundle.policy(bundle, 1e-9, 1);
    try (EngineBench bench =
        new EngineBench(bundle, rows, options(List.of(), Optional.of(policy)))) {
      assertThat(bench.plans()).hasSize(1);
      assertThat(bench.plans().get(0).exits()).hasSize(ROWS).containsOnly(1);
      Variant early =
          bench.variants().stream()
              .filter(one -> one.id().equals("rebatching-fp32-policy"))
              .findFirst()
              .orElseThrow();
      assertThat(early.pass().seconds()).isPositive();
      double first = bundle.manifest().costs().cost(1);
      assertThat(early.load().meanCost()).isCloseTo(first, within(1e-9));
    }
  }

  @Test
  void batchByBatch_anyCuttingWithOrWithoutExits_answersEveryRow() throws IOException {
    int[] exits = new int[ROWS];
    Arrays.setAll(exits, row -> row % bundle.manifest().shape().exits() + 1);
    try (Crew crew = new Crew(1);
        EarlyExitModel model =
            EarlyExitModel.load(bundle, ai.djl.Device.cpu(), Precision.FP32, Kernels.PLAIN)) {
      for (Cutting cutting : Cutting.values()) {
        BatchByBatch runner =
            new BatchByBatch(model, model.encoder(), cutting, ScoringOptions.DEFAULT);
        int[] answered = new int[2];
        crew.seconds(
            task -> {
              answered[0] = runner.run(rows, null);
              answered[1] = runner.run(rows, exits);
            });
        assertThat(answered).as(cutting.name()).containsExactly(ROWS, ROWS);
      }
    }
  }

  @Test
  void new_impossibleMeanCost_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new EngineBench(bundle, rows, options(List.of(0.1), Optional.empty())).close())
        .withMessageStartingWith("Cannot simulate exits of mean cost 0.1 (must be above 0.2");
  }

  @Test
  void new_exitsBothSimulatedAndAPolicys_areRefused() {
    ExitPolicy policy = TinyBundle.policy(bundle, 0.5, 0.5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(List.of(0.5), Optional.of(policy)))
        .withMessageContaining("(must be either simulated or a policy's)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(List.of(), Optional.empty()))
        .withMessageStartingWith("Cannot measure exits of mean costs [] without a policy");
  }

  @Test
  void randomBundle_sameSeed_isTheSame(@TempDir Path folder) {
    var shape = RandomBundle.shape(2, 32, 1, List.of(1, 2), 32);
    Bundle one = RandomBundle.write(folder.resolve("one"), shape, texts, 7);
    Bundle two = RandomBundle.write(folder.resolve("two"), shape, texts, 7);
    Bundle other = RandomBundle.write(folder.resolve("three"), shape, texts, 8);
    assertThat(one.manifest().files()).isEqualTo(two.manifest().files());
    assertThat(one.manifest().files()).isNotEqualTo(other.manifest().files());
    assertThat(one.manifest().costTokens()).isBetween(3, 32);
  }

  @Test
  void crew_taskThatFails_saysWhy() {
    try (Crew crew = new Crew(2)) {
      org.assertj.core.api.Assertions.assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  crew.seconds(
                      task -> {
                        if (task == 1) {
                          throw new IOException("no such thing");
                        }
                      }))
          .withMessage("no such thing")
          .withCauseInstanceOf(IOException.class);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.bundle.BundleProvenance;
import io.offramp.engine.bundle.BundleWriter;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.EncoderFlops;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.encoder.Kernels;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.fixture.Family;
import io.offramp.engine.fixture.FamilyRows;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every family against transformers' own classes: the bundle's code, and both kernels. */
class FamilyReferenceTest {
  private static final double TOLERANCE = 1e-4;
  private static final double[] TEMPERATURES = {0.5, 2, 1.25};
  private static final List<String> LABELS = List.of("low", "middle", "high");

  private final Path folder;

  FamilyReferenceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void prepare() {
    TorchThreads.prepare(1);
  }

  private Bundle bundle(Family family, boolean trained) throws IOException {
    EncoderShape shape = family.shape();
    int padding = family.paddingId();
    List<ExitInfo> exits = new ArrayList<>();
    for (int exit = 1; exit <= shape.exits(); exit++) {
      long flops = EncoderFlops.atExit(shape, exit, 10);
      exits.add(
          trained
              ? new ExitInfo(exit, flops, TEMPERATURES[exit - 1], 0.5)
              : ExitInfo.untrained(exit, flops));
    }
    return BundleWriter.write(
        folder.resolve("bundle"),
        EncoderTemplate.module(shape, family.weights(), TEMPERATURES),
        Files.readString(family.file("tokenizer.json")),
        files ->
            new BundleManifest(
                shape,
                LABELS,
                true,
                padding,
                10,
                exits,
                files,
                new BundleProvenance("2026-01-31T12:00:00Z", Map.of(), 1, Map.of(), Map.of())));
  }

  /** The probabilities that a row's hidden states make by the heads' definitions. */
  private static double[] expected(Family family, FamilyRows rows, int row, int exit) {
    double[] pooled = rows.pooled(row, exit, exit < 3);
    if (exit > 1) {
      double[] dense = rows.linear("head_" + exit + "_dense", pooled);
      pooled = Arrays.stream(dense).map(family.hidden()::of).toArray();
    }
    double[] logits = rows.linear("head_" + exit, pooled);
    if (exit == 3) {
      assertThat(logits)
          .as("the reading of the head")
          .containsExactly(rows.logits()[row], within(1e-5));
    }
    double[] powers =
        Arrays.stream(logits).map(logit -> Math.exp(logit / TEMPERATURES[exit - 1])).toArray();
    double sum = Arrays.stream(powers).sum();
    return Arrays.stream(powers).map(power -> power / sum).toArray();
  }

  private static void assertClose(float[] actual, double[] expected, String what) {
    double[] values = new double[actual.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = actual[i];
    }
    assertThat(values).as(what).containsExactly(expected, within(TOLERANCE));
  }

  private static void assertStates(NDArray states, FamilyRows rows, int layer) {
    float[] flat = states.toFloatArray();
    int length = (int) states.getShape().get(1);
    for (int row = 0; row < rows.texts().size(); row++) {
      int from = row * length * Family.WIDTH;
      int tokens = rows.texts().get(row).length() * Family.WIDTH;
      assertClose(
          Arrays.copyOfRange(flat, from, from + tokens),
          rows.hidden()[row][layer],
          "row %d after layer %d".formatted(row, layer));
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void bundlesOwnCode_mixedLengths_saysWhatTransformersSays(Family family) throws IOException {
    FamilyRows rows = FamilyRows.of(family);
    try (TorchModule own = TorchModule.load(bundle(family, true).modelFile(), Device.cpu());
        NDManager scope = own.newScope()) {
      TokenBatch batch = TokenBatch.of(rows.texts(), 24, family.paddingId(), scope);
      NDArray hidden = own.call("embed", batch.ids(), batch.types());
      assertStates(hidden, rows, 0);
      float[] keep = new float[rows.texts().size() * 24];
      Arrays.fill(keep, 1);
      NDArray kept = scope.create(keep, new Shape(rows.texts().size(), 24, 1));
      float[] logits =
          own.call("exit_logits", batch.ids(), batch.types(), batch.mask(), kept).toFloatArray();
      for (int exit = 1; exit <= 3; exit++) {
        hidden = own.call("segment_" + exit, hidden, batch.mask());
        assertStates(hidden, rows, exit);
        float[] probabilities = own.call("exit_" + exit, hidden, batch.mask()).toFloatArray();
        for (int row = 0; row < rows.texts().size(); row++) {
          assertClose(
              Arrays.copyOfRange(probabilities, 3 * row, 3 * row + 3),
              expected(family, rows, row, exit),
              "exit " + exit);
          if (exit == 3) {
            int place = 3 * (2 * rows.texts().size() + row);
            assertClose(Arrays.copyOfRange(logits, place, place + 3), rows.logits()[row], "logits");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void plainKernels_mixedLengths_sayWhatTransformersSays(Family family) throws IOException {
    kernels(family, Kernels.PLAIN);
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void oneDnnKernels_mixedLengths_sayWhatTransformersSays(Family family) throws IOException {
    Path processor = Path.of("/proc/cpuinfo");
    assumeTrue(Files.exists(processor), "cannot tell what the processor has");
    assumeTrue(Files.readString(processor).contains("avx512f"), "no AVX-512");
    kernels(family, Kernels.ONEDNN);
  }

  private void kernels(Family family, Kernels kernels) throws IOException {
    FamilyRows rows = FamilyRows.of(family);
    List<TokenizedText> texts = rows.texts();
    try (EarlyExitModel model =
            EarlyExitModel.load(bundle(family, true), Device.cpu(), Precision.FP32, kernels);
        NDManager scope = model.newScope()) {
      NDArray hidden = model.start(texts, 24, scope);
      assertStates(hidden, rows, 0);
      float[][] full = model.fullDepth(texts, 24, scope);
      for (int exit = 1; exit <= 3; exit++) {
        EarlyExitModel.Step step = model.step(exit, hidden, texts, 24, scope);
        hidden = step.hidden();
        assertStates(hidden, rows, exit);
        for (int row = 0; row < texts.size(); row++) {
          double[] expected = expected(family, rows, row, exit);
          assertClose(step.probabilities()[row], expected, "exit " + exit);
          if (exit == 3) {
            assertClose(full[row], expected, "full depth");
          }
        }
      }
    }
  }

  /** Gains by distance stand beside the mask at less than float32, too. */
  @ParameterizedTest
  @EnumSource(Family.class)
  void bf16_everyFamily_staysWithinItsTolerance(Family family) throws IOException {
    Optional<String> obstacle = PrecisionSupport.onCpu(Precision.BF16);
    assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    FamilyRows rows = FamilyRows.of(family);
    Bundle bundle = bundle(family, true);
    try (EarlyExitModel model = EarlyExitModel.load(bundle, Device.cpu(), Precision.BF16);
        NDManager scope = model.newScope()) {
      List<float[][]> every = new EveryExit(model).answers(rows.texts(), 24, scope);
      for (int row = 0; row < rows.texts().size(); row++) {
        for (int exit = 1; exit <= 3; exit++) {
          double[] expected = expected(family, rows, row, exit);
          for (int label = 0; label < 3; label++) {
            assertThat((double) every.get(row)[exit - 1][label])
                .isCloseTo(expected[label], within(0.06));
          }
        }
      }
    }
  }
}

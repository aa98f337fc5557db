// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Kernels;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The code a model runs by, against the code in its bundle. */
class KernelModuleTest {
  private final Path folder;

  KernelModuleTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void prepare() {
    TorchThreads.prepare(1);
  }

  private Bundle bundle(String name, Pooling pooling) {
    EncoderShape shape =
        new EncoderShape(
            TinyBundle.vocabulary().size(), 64, 2, 64, 4, 2, 160, List.of(1, 3, 4), 3, pooling);
    return TinyBundle.write(folder.resolve(name), shape, false);
  }

  private static EarlyExitModel load(Bundle bundle, Precision precision) throws IOException {
    return EarlyExitModel.load(bundle, Device.cpu(), precision);
  }

  /** Skips where the processor cannot, as most that are older than 2020 cannot. */
  private static EarlyExitModel loadIfPossible(Bundle bundle, Precision precision)
      throws IOException {
    Optional<String> obstacle = PrecisionSupport.onCpu(precision);
    assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    return load(bundle, precision);
  }

  private static List<TokenizedText> texts(EarlyExitModel model) {
    return Scoring.tokens(model, TinyBundle.texts(40, 3));
  }

  /** The same with a second text from the middle on: tokens of another type. */
  private static List<TokenizedText> pairs(EarlyExitModel model) {
    return texts(model).stream().map(KernelModuleTest::pair).toList();
  }

  private static TokenizedText pair(TokenizedText row) {
    int[] types = new int[row.length()];
    Arrays.fill(types, row.length() / 2, row.length(), 1);
    return new TokenizedText(row.ids(), types, row.truncated());
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void load_fp32_saysWhatTheBundlesOwnCodeSays(Pooling pooling) throws IOException {
    Bundle bundle = bundle("parity-" + pooling, pooling);
    try (EarlyExitModel model = load(bundle, Precision.FP32);
        TorchModule own = TorchModule.load(bundle.modelFile(), Device.cpu());
        NDManager scope = own.newScope()) {
      List<TokenizedText> rows = new ArrayList<>(texts(model));
      rows.addAll(pairs(model));
      TokenBatch batch = TokenBatch.of(rows, bundle.manifest().paddingId(), scope);
      int length = (int) batch.ids().getShape().get(1);
      float[] expected =
          own.call("forward", batch.ids(), batch.types(), batch.mask()).toFloatArray();
      float[][] actual = model.fullDepth(rows, length, scope);
      List<float[][]> every = new EveryExit(model).answers(rows, length, scope);
      NDArray hidden = own.call("embed", batch.ids(), batch.types());
      for (int exit = 1; exit <= 3; exit++) {
        hidden = own.call("segment_" + exit, hidden, batch.mask());
        float[] atExit = own.call("exit_" + exit, hidden, batch.mask()).toFloatArray();
        for (int row = 0; row < rows.size(); row++) {
          for (int label = 0; label < 3; label++) {
            assertThat(every.get(row)[exit - 1][label])
                .isCloseTo(atExit[row * 3 + label], within(2e-6f));
          }
        }
      }
      for (int row = 0; row < rows.size(); row++) {
        for (int label = 0; label < 3; label++) {
          assertThat(actual[row][label]).isCloseTo(expected[row * 3 + label], within(2e-6f));
        }
      }
    }
  }

  @Test
  void load_bf16_staysWithinItsToleranceOfFp32() throws IOException {
    Bundle bundle = bundle("tolerance", Pooling.MEAN);
    try (EarlyExitModel half = loadIfPossible(bundle, Precision.BF16);
        EarlyExitModel model = load(bundle, Precision.FP32);
        NDManager scope = model.newScope()) {
      assertThat(half.precision()).isEqualTo(Precision.BF16);
      List<TokenizedText> rows = texts(model);
      List<float[][]> expected = new EveryExit(model).answers(rows, 64, scope);
      List<float[][]> actual = new EveryExit(half).answers(rows, 64, scope);
      boolean anyDifference = false;
      for (int row = 0; row < rows.size(); row++) {
        for (int exit = 0; exit < 3; exit++) {
          assertThat(actual.get(row)[exit]).containsExactly(expected.get(row)[exit], within(6e-2f));
          anyDifference |= actual.get(row)[exit][0] != expected.get(row)[exit][0];
        }
      }
      assertThat(anyDifference).as("computed in less than float32").isTrue();
    }
  }

  /** So that code which cannot be compiled is not taken for a processor that cannot run it. */
  @ParameterizedTest
  @EnumSource(Pooling.class)
  void load_oneDnnWhereTheProcessorHasAvx512_runs(Pooling pooling) throws IOException {
    Path processor = Path.of("/proc/cpuinfo");
    assumeTrue(Files.exists(processor), "cannot tell what the processor has");
    assumeTrue(Files.readString(processor).contains("avx512f"), "no AVX-512");
    Bundle bundle = bundle("kernels-" + pooling, pooling);
    try (EarlyExitModel model =
            EarlyExitModel.load(bundle, Device.cpu(), Precision.FP32, Kernels.ONEDNN);
        NDManager scope = model.newScope()) {
      assertThat(new EveryExit(model).answers(texts(model), 64, scope)).hasSize(40);
    }
  }

  @Test
  void load_fp16OnACpu_isRefused() {
    Bundle bundle = bundle("half", Pooling.MEAN);
    assertThatExceptionOfType(UnsupportedPrecisionException.class)
        .isThrownBy(() -> load(bundle, Precision.FP16))
        .withMessage("Cannot compute in fp16 on a CPU (must be a GPU; use bf16 or fp32)");
  }

  /** What lets exits be a function of the row in less than float32, where nobody looks twice. */
  @Test
  void load_bf16_givesARowTheSameBitsInEveryBatch() throws IOException {
    Bundle bundle = bundle("bits", Pooling.MEAN);
    try (EarlyExitModel model = loadIfPossible(bundle, Precision.BF16);
        NDManager scope = model.newScope()) {
      List<TokenizedText> rows = texts(model);
      for (int length : new int[] {32, 44, 64}) {
        List<TokenizedText> fitting = rows.stream().filter(row -> row.length() <= length).toList();
        List<float[][]> together = new EveryExit(model).answers(fitting, length, scope);
        List<Integer> order = new ArrayList<>();
        for (int row = 0; row < fitting.size(); row++) {
          order.add(row);
          List<float[][]> alone =
              new EveryExit(model).answers(List.of(fitting.get(row)), length, scope);
          assertThat(alone.get(0)).isDeepEqualTo(together.get(row));
        }
        Collections.shuffle(order, new Random(length));
        List<Integer> some = order.subList(0, order.size() / 2);
        List<float[][]> others =
            new EveryExit(model).answers(some.stream().map(fitting::get).toList(), length, scope);
        for (int i = 0; i < some.size(); i++) {
          assertThat(others.get(i)).isDeepEqualTo(together.get(some.get(i)));
        }
      }
    }
  }

  @Test
  void earlyExit_bf16AnyGrouping_givesTheSameAnswers() throws IOException {
    Bundle bundle = bundle("grouping", Pooling.MEAN);
    try (EarlyExitModel model = loadIfPossible(bundle, Precision.BF16)) {
      List<RowText> rows = Scoring.rows(TinyBundle.texts(300, 9));
      List<float[][]> traces = Scoring.answers(Scorers.trace(model, ScoringOptions.DEFAULT), rows);
      var policy =
          TinyBundle.policy(
              bundle, Scoring.quantile(traces, 1, 0.6), Scoring.quantile(traces, 2, 0.6));
      List<ExitAnswer> expected = Scoring.expected(traces, policy);
      assertThat(expected.stream().map(ExitAnswer::exit)).contains(1, 2, 3);
      for (int batchSize : new int[] {1, 5, 32}) {
        for (int window : new int[] {batchSize, 64, 1000}) {
          assertThat(
                  Scoring.answers(
                      Scorers.earlyExit(model, policy, Scoring.options(batchSize, window)), rows))
              .isEqualTo(expected);
        }
      }
    }
  }
}

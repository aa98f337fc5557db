// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static io.offramp.engine.run.Scoring.assertAgree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.fixture.TinyModule;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's own module under the engine: rebatching, policies and traces as with our own. */
final class ModuleCallsTest {
  private static final String WHOLE =
      """
        def forward(self: __torch__.Own, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
          return self.exit_2(self.segment_2(self.segment_1(self.embed(ids, types), mask), mask), mask)
      """;

  private static final List<String> TEXTS = TinyBundle.texts(150, 5);

  private final Path folder;

  ModuleCallsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void prepare() {
    TorchThreads.prepare(1);
  }

  private static String bothPrecisions() {
    return TinyModule.manifest()
        .replace("\"width\"", "\"precision\": [\"fp32\", \"bf16\"], \"width\"");
  }

  /** A threshold that about half of the rows reach. */
  private static double median(List<float[][]> traces) {
    return traces.stream()
        .mapToDouble(trace -> Math.max(trace[0][0], Math.max(trace[0][1], trace[0][2])))
        .sorted()
        .skip(traces.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64})
  void earlyExit_anyBatchSize_answersAsEachRowAlone(int batchSize) throws IOException {
    Bundle bundle = TinyModule.bundle(folder);
    try (EarlyExitModel model = EarlyExitModel.load(bundle, Device.cpu())) {
      List<TokenizedText> tokens = Scoring.tokens(model, TEXTS);
      List<float[][]> alone = Scoring.aloneTraces(model, tokens);
      double threshold = median(alone);
      ExitPolicy policy = TinyBundle.policy(bundle, threshold);
      Scorer<ExitAnswer> scorer =
          Scorers.earlyExit(model, policy, Scoring.options(batchSize, 4 * batchSize));
      List<ExitAnswer> answers = Scoring.answers(scorer, Scoring.rows(TEXTS));
      assertAgree(answers, Scoring.inBatches(model, policy, tokens, 1), "alone");
      assertThat(answers).extracting(ExitAnswer::exit).contains(1, 2);
    }
  }

  @Test
  void trace_batches_giveEachRowsOwnProbabilities() throws IOException {
    try (EarlyExitModel model = EarlyExitModel.load(TinyModule.bundle(folder), Device.cpu())) {
      List<float[][]> alone = Scoring.aloneTraces(model, Scoring.tokens(model, TEXTS));
      List<float[][]> traced =
          Scoring.answers(Scorers.trace(model, Scoring.options(16, 64)), Scoring.rows(TEXTS));
      for (int row = 0; row < TEXTS.size(); row++) {
        for (int exit = 0; exit < 2; exit++) {
          assertThat(traced.get(row)[exit]).containsExactly(alone.get(row)[exit], within(1e-5f));
        }
      }
    }
  }

  @Test
  void fullDepth_withOrWithoutForward_saysWhatTheLastExitSays() throws IOException {
    Bundle without = TinyModule.bundle(folder.resolve("a"));
    Bundle with =
        TinyModule.bundle(folder.resolve("b"), TinyModule.METHODS + WHOLE, TinyModule.manifest());
    try (EarlyExitModel plain = EarlyExitModel.load(without, Device.cpu());
        EarlyExitModel whole = EarlyExitModel.load(with, Device.cpu())) {
      ScoringOptions options = Scoring.options(16, 64);
      List<ExitAnswer> some =
          Scoring.answers(Scorers.fullDepth(plain, options), Scoring.rows(TEXTS));
      List<ExitAnswer> others =
          Scoring.answers(Scorers.fullDepth(whole, options), Scoring.rows(TEXTS));
      assertAgree(some, others, "forward");
      ExitPolicy never = TinyBundle.policy(without, Double.POSITIVE_INFINITY);
      assertAgree(
          some,
          Scoring.answers(Scorers.earlyExit(plain, never, options), Scoring.rows(TEXTS)),
          "no early exit");
    }
  }

  @Test
  void load_bfloat16_computesInItAndNearlyAgrees() throws IOException {
    Bundle bundle = TinyModule.bundle(folder, TinyModule.METHODS, bothPrecisions());
    try (EarlyExitModel full = EarlyExitModel.load(bundle, Device.cpu());
        EarlyExitModel half = EarlyExitModel.load(bundle, Device.cpu(), Precision.BF16)) {
      List<TokenizedText> tokens = Scoring.tokens(full, TEXTS);
      float greatest = 0;
      for (TokenizedText row : tokens) {
        float[][] exact = Scoring.aloneTrace(full, row);
        float[][] rounded = Scoring.aloneTrace(half, row);
        assertThat(rounded[1]).containsExactly(exact[1], within(0.05f));
        greatest = Math.max(greatest, Math.abs(rounded[1][0] - exact[1][0]));
      }
      assertThat(greatest).isPositive();
      assertThat(bytes(full, tokens)).isEqualTo(4L * states(tokens));
      assertThat(bytes(half, tokens)).isEqualTo(2L * states(tokens));
    }
  }

  private static long states(List<TokenizedText> rows) {
    return (long) rows.size() * TinyModule.MAX_LENGTH * TinyModule.WIDTH;
  }

  private static long bytes(EarlyExitModel model, List<TokenizedText> rows) {
    try (NDManager scope = model.newScope()) {
      Batch<ExitAnswer> batch = new Batch<>(TinyModule.MAX_LENGTH, List.of(), rows.size());
      batch.hidden(model.start(rows, TinyModule.MAX_LENGTH, scope));
      return batch.bytes();
    }
  }

  @Test
  void load_precisionThatTheModuleLacks_isRefused() {
    Bundle bundle = TinyModule.bundle(folder);
    assertThatExceptionOfType(UnsupportedPrecisionException.class)
        .isThrownBy(() -> EarlyExitModel.load(bundle, Device.cpu(), Precision.BF16).close())
        .withMessage(
            "Cannot compute in bf16: the bundle's own TorchScript module takes fp32 (use that, or auto)");
  }
}

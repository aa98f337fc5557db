// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.signal.ExitEvidence;
import io.offramp.calibration.signal.HistorySignal;
import io.offramp.calibration.signal.LabelSet;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Kernels;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.fixture.MultiLabelGolden;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model whose rows have sets of labels: what is answered, by the definition, in any company. */
final class MultiLabelScoringTest {
  private static final int ROWS = 120;
  private static final int EXITS = 3;

  private static Bundle bundle;
  private static EarlyExitModel model;
  private static List<String> texts;
  private static List<float[][]> traces;

  @BeforeAll
  static void load(@TempDir Path folder) throws IOException {
    TorchThreads.prepare(1);
    bundle =
        TinyBundle.write(
            folder.resolve("bundle"), TinyBundle.shape().withTask(Task.MULTI_LABEL), false);
    model = EarlyExitModel.load(bundle, Device.cpu());
    texts = TinyBundle.texts(ROWS, 5);
    traces = Scoring.aloneTraces(model, Scoring.tokens(model, texts));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static double sureness(int row, int exit) {
    return LabelSet.of(traces.get(row)[exit - 1]).sureness();
  }

  private static double quantile(int exit, double share) {
    double[] sorted = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      sorted[row] = sureness(row, exit);
    }
    Arrays.sort(sorted);
    return sorted[(int) (share * (ROWS - 1))];
  }

  private static List<ExitAnswer> answers(ExitPolicy policy, int batchSize) {
    return Scoring.answers(
        Scorers.earlyExit(model, policy, Scoring.options(batchSize, 100)), Scoring.rows(texts));
  }

  private static void assertAnswer(ExitAnswer actual, int row, int exit) {
    float[] probabilities = traces.get(row)[exit - 1];
    String what = "row " + row;
    assertThat(actual.exit()).as(what).isEqualTo(exit);
    assertThat(actual.labels()).as(what).isEqualTo(LabelSet.of(probabilities).labels());
    assertThat(actual.confidence()).as(what).isCloseTo(sureness(row, exit), within(1e-5));
    assertThat(actual.probabilities()).as(what).hasSize(probabilities.length);
    for (int c = 0; c < probabilities.length; c++) {
      assertThat(actual.probabilities().get(c)).as(what).isCloseTo(probabilities[c], within(1e-5f));
    }
  }

  @Test
  void labelSets_goldenProbabilities_areNumPys() {
    MultiLabelGolden golden = new MultiLabelGolden();
    for (int exit = 0; exit < golden.exits(); exit++) {
      List<float[]> rows = golden.rows("probabilities", exit);
      for (int row = 0; row < rows.size(); row++) {
        LabelSet set = LabelSet.of(rows.get(row));
        assertThat(set.labels()).isEqualTo(golden.sets(exit).get(row));
        assertThat(set.sureness()).isCloseTo(golden.sureness(exit)[row], within(1e-6f));
      }
    }
  }

  @Test
  void head_goldenLogits_givesTorchsSigmoids() {
    MultiLabelGolden golden = new MultiLabelGolden();
    float temperature = (float) golden.number("temperature");
    for (int exit = 0; exit < golden.exits(); exit++) {
      List<float[]> logits = golden.rows("logits", exit);
      for (int row = 0; row < logits.size(); row++) {
        int classes = logits.get(row).length;
        float[] rows = new float[classes * 2]; // a width of 1: the weight is the logit
        for (int c = 0; c < classes; c++) {
          rows[2 * c] = logits.get(row)[c] / temperature;
        }
        Head head = new Head(rows, classes, 1, java.util.Optional.empty(), Task.MULTI_LABEL);
        float[] actual =
            head.probabilities(java.nio.FloatBuffer.wrap(new float[] {3}), 3, new float[1]);
        assertThat(actual)
            .containsExactly(golden.rows("probabilities", exit).get(row), within(1e-6f));
      }
    }
  }

  @Test
  void traces_bundlesOwnCodeAndPlainKernels_sayTheSame() throws IOException {
    List<TokenizedText> rows = Scoring.tokens(model, texts.subList(0, 8));
    try (EarlyExitModel plain =
            EarlyExitModel.load(bundle, Device.cpu(), Precision.FP32, Kernels.PLAIN);
        TorchModule module = TorchModule.load(bundle.modelFile(), Device.cpu());
        NDManager scope = module.newScope()) {
      List<float[][]> others = Scoring.aloneTraces(plain, rows);
      TokenBatch batch = TokenBatch.of(rows, bundle.manifest().paddingId(), scope);
      NDArray hidden = module.call("embed", batch.ids(), batch.types());
      for (int exit = 1; exit <= EXITS; exit++) {
        hidden = module.call("segment_" + exit, hidden, batch.mask());
        float[] own = module.call("exit_" + exit, hidden, batch.mask()).toFloatArray();
        for (int row = 0; row < rows.size(); row++) {
          float[] expected = traces.get(row)[exit - 1];
          assertThat(others.get(row)[exit - 1]).containsExactly(expected, within(1e-5f));
          assertThat(Arrays.copyOfRange(own, row * 3, row * 3 + 3))
              .containsExactly(expected, within(1e-5f));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8, 32})
  void earlyExit_anyBatchSize_givesTheSetsOfTheDefinition(int batchSize) {
    ExitPolicy policy = TinyBundle.policy(bundle, quantile(1, 0.6), quantile(2, 0.5));
    List<ExitAnswer> answers = answers(policy, batchSize);
    for (int row = 0; row < ROWS; row++) {
      int exit = 1;
      while (exit < EXITS && sureness(row, exit) < policy.thresholds().get(exit - 1)) {
        exit++;
      }
      assertAnswer(answers.get(row), row, exit);
    }
    assertThat(answers.stream().map(ExitAnswer::exit).distinct()).hasSize(EXITS);
    assertThat(new HashSet<>(answers.stream().map(ExitAnswer::labels).toList()))
        .hasSizeGreaterThan(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void earlyExit_patience_countsEqualSets(int batchSize) {
    HistorySignal patience = new HistorySignal(HistorySignal.Kind.PATIENCE, EXITS);
    ExitPolicy policy =
        TinyBundle.policy(bundle, patience, Double.POSITIVE_INFINITY, 2.0 / EXITS - 1e-3);
    List<ExitAnswer> answers = answers(policy, batchSize);
    int early = 0;
    for (int row = 0; row < ROWS; row++) {
      float[][] trace = traces.get(row);
      boolean same = LabelSet.of(trace[0]).labels().equals(LabelSet.of(trace[1]).labels());
      early += same ? 1 : 0;
      assertAnswer(answers.get(row), row, same ? 2 : 3);
    }
    assertThat(early).isBetween(1, ROWS - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32})
  void fullDepth_anyBatchSize_answersWithTheLastExitsSet(int batchSize) {
    List<ExitAnswer> answers =
        Scoring.answers(
            Scorers.fullDepth(model, Scoring.options(batchSize, 100)), Scoring.rows(texts));
    for (int row = 0; row < ROWS; row++) {
      assertAnswer(answers.get(row), row, EXITS);
    }
  }

  /** A batch's numbers that put a class at 0.5 are not trusted; the row decides alone. */
  @Test
  void answer_probabilityAtTheEdge_isTheRowsOwn() {
    TokenizedText row = Scoring.tokens(model, texts).get(0);
    ExitAnswer expected = Referee.of(model).answer(EXITS, traces.get(0)[EXITS - 1], row);
    float[] edge = {0.5000001f, 0.4999999f, 0.5000001f};
    float[] clear = {0.9f, 0.1f, 0.9f};
    assertThat(Referee.of(model).answer(EXITS, edge, row)).isEqualTo(expected);
    assertThat(Referee.of(model).answer(EXITS, clear, row).labels()).containsExactly(0, 2);
  }

  @Test
  void evidence_setsOfARow_areNumberedAsTheyCome() {
    Reading.OfRow row = MultiLabelReading.INSTANCE.start();
    List<Integer> numbers = new ArrayList<>();
    for (float[] probabilities :
        new float[][] {{0.9f, 0.2f}, {0.2f, 0.3f}, {0.6f, 0.4f}, {0.6f, 0.6f}}) {
      ExitEvidence evidence = row.evidence(probabilities);
      numbers.add(evidence.prediction());
      assertThat(evidence.margin()).isNaN();
    }
    assertThat(numbers).containsExactly(0, 1, 0, 2);
  }

  @Test
  void earlyExit_signalOfOneLabel_isRefused() {
    ExitPolicy policy = TinyBundle.policy(bundle, LoneExitSignal.MARGIN, 0.5, 0.5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scorers.earlyExit(model, policy, ScoringOptions.DEFAULT))
        .withMessageContaining(
            "signal \"margin\" compares probabilities of one label, and the bundle's task is multi-label (calibrate traces of this bundle, with --signal max-probability)");
  }

  @Test
  void parity_sameModel_agreesAtEveryExit() {
    Agreement agreement =
        Parity.ofEveryExit(model, model, ScoringOptions.DEFAULT, Scoring.rows(texts));
    assertThat(agreement).isEqualTo(new Agreement(ROWS, ROWS));
    List<float[][]> other = new ArrayList<>(traces);
    float[][] flipped = Arrays.stream(traces.get(0)).map(float[]::clone).toArray(float[][]::new);
    flipped[1][0] = 1 - flipped[1][0];
    other.set(0, flipped);
    assertThat(Agreement.ofEveryExit(traces, other, MultiLabelReading.INSTANCE))
        .isEqualTo(new Agreement(ROWS - 1, ROWS));
  }
}

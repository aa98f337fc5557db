// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static io.offramp.engine.run.Scoring.assertAgree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what the definition of early exit says of each row's own trace. */
final class ScorersTest {
  private static final int ROWS = 100;
  private static final int EXITS = 3;

  private static EarlyExitModel model;
  private static List<RowText> rows;
  private static List<TokenizedText> tokens;
  private static List<float[][]> traces;

  @BeforeAll
  static void load(@TempDir Path folder) throws IOException {
    TorchThreads.prepare(1);
    model = EarlyExitModel.load(TinyBundle.write(folder.resolve("b"), false), Device.cpu());
    List<String> texts = TinyBundle.texts(ROWS, 11);
    rows = Scoring.rows(texts);
    tokens = Scoring.tokens(model, texts);
    traces = Scoring.aloneTraces(model, tokens);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static ExitPolicy policy(double first, double second) {
    return TinyBundle.policy(model.bundle(), first, second);
  }

  /** A third of the rows leaves at each exit, or thereabouts. */
  private static ExitPolicy mixedPolicy() {
    return policy(Scoring.quantile(traces, 1, 0.66), Scoring.quantile(traces, 2, 0.5));
  }

  private static ScoringOptions batches(int size) {
    return Scoring.options(size, 100);
  }

  private static List<ExitAnswer> answers(ExitPolicy policy, int batchSize) {
    return Scoring.answers(Scorers.earlyExit(model, policy, batches(batchSize)), rows);
  }

  @ParameterizedTest
  @CsvSource({"1e-9, 1e-9, 100, 0", "1, 1, 0, 0", "1, 1e-9, 0, 100"})
  void earlyExit_extremeThresholds_sendAllRowsToOneExit(
      double first, double second, int atFirst, int atSecond) {
    ExitPolicy policy = policy(first, second);
    List<ExitAnswer> answers = answers(policy, 32);
    assertAgree(answers, Scoring.expected(traces, policy), "thresholds " + policy.thresholds());
    assertThat(answers.stream().filter(answer -> answer.exit() == 1)).hasSize(atFirst);
    assertThat(answers.stream().filter(answer -> answer.exit() == 2)).hasSize(atSecond);
  }

  @Test
  void earlyExit_mixedThresholds_agreeWithTheTrace() {
    for (double first : new double[] {0.1, 0.4, 0.7, 0.95}) {
      for (double second : new double[] {0.05, 0.5, 0.9}) {
        ExitPolicy policy =
            policy(Scoring.quantile(traces, 1, first), Scoring.quantile(traces, 2, second));
        assertAgree(
            answers(policy, 32),
            Scoring.expected(traces, policy),
            "thresholds " + policy.thresholds());
      }
    }
    List<ExitAnswer> mixed = answers(mixedPolicy(), 32);
    for (int exit = 1; exit <= EXITS; exit++) {
      int wanted = exit;
      assertThat(mixed.stream().filter(answer -> answer.exit() == wanted))
          .as("rows that leave at exit " + exit)
          .hasSizeBetween(10, 80);
    }
    assertThat(mixed.stream().map(ExitAnswer::label).distinct()).hasSizeGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 32, 100})
  void earlyExit_anyBatchSize_givesTheSameAnswers(int batchSize) {
    ExitPolicy policy = mixedPolicy();
    assertAgree(
        answers(policy, batchSize), Scoring.expected(traces, policy), "batches of " + batchSize);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void earlyExit_shuffledRows_giveTheSameAnswers(int seed) {
    ExitPolicy policy = mixedPolicy();
    List<ExitAnswer> expected = Scoring.expected(traces, policy);
    List<Integer> order = new ArrayList<>(IntStream.range(0, ROWS).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    order.addAll(order.subList(0, 40)); // and some rows twice
    Scorer<ExitAnswer> scorer = Scorers.earlyExit(model, policy, Scoring.options(7, 23));
    assertAgree(
        Scoring.answers(scorer, order.stream().map(rows::get).toList()),
        order.stream().map(expected::get).toList(),
        "order " + seed);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 32, 1000})
  void earlyExit_dedupe_answersRepeatsAsTheirFirst(int batchSize) {
    ExitPolicy policy = mixedPolicy();
    List<ExitAnswer> expected = Scoring.expected(traces, policy);
    List<Integer> order = new ArrayList<>();
    for (int copy = 0; copy < 4; copy++) {
      order.addAll(IntStream.range(0, ROWS).boxed().toList());
    }
    Collections.shuffle(order, new Random(3));
    List<RowText> repeated = order.stream().map(rows::get).toList();
    ScoringOptions options = Scoring.options(batchSize, 1000).withDedupe(true);
    List<ExitAnswer> answers = Scoring.answers(Scorers.earlyExit(model, policy, options), repeated);
    assertAgree(answers, order.stream().map(expected::get).toList(), "batches of " + batchSize);
    for (int i = 0; i < order.size(); i++) {
      int first = order.indexOf(order.get(i));
      assertThat(answers.get(i)).as("row " + i).isEqualTo(answers.get(first));
    }
  }

  @Test
  void fullDepthAndTrace_dedupe_answerRepeatsAsTheirFirst() {
    List<RowText> twice = new ArrayList<>(rows);
    twice.addAll(rows);
    ScoringOptions options = Scoring.options(8, 1000).withDedupe(true);
    List<ExitAnswer> whole = Scoring.answers(Scorers.fullDepth(model, options), twice);
    assertThat(whole.subList(ROWS, 2 * ROWS)).isEqualTo(whole.subList(0, ROWS));
    assertAgree(
        whole.subList(0, ROWS),
        traces.stream().map(trace -> Scoring.answerAt(trace, EXITS)).toList(),
        "full depth");
    List<float[][]> traced = Scoring.answers(Scorers.trace(model, options), twice);
    for (int row = 0; row < ROWS; row++) {
      assertThat(traced.get(ROWS + row)).isDeepEqualTo(traced.get(row));
      assertThat(traced.get(row)[EXITS - 1])
          .containsExactly(traces.get(row)[EXITS - 1], within(1e-6f));
    }
  }

  @Test
  void replay_dedupe_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scorers.replay(model, row -> 1, batches(7).withDedupe(true)))
        .withMessage(
            "Cannot replay exits by row with dedupe on: rows of one text would leave together (leave dedupe off)");
  }

  /** Where rounding noise decides if nobody looks closer; see also RefereeTest. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void earlyExit_signalEqualToItsThreshold_leavesInEveryBatch(int exit) {
    for (int row = 0; row < ROWS; row += 9) {
      float own = (float) Scoring.confidence(traces.get(row), exit);
      for (double threshold : new double[] {own, Math.nextUp(own)}) {
        ExitPolicy policy = exit == 1 ? policy(threshold, 1) : policy(1, threshold);
        List<ExitAnswer> expected = Scoring.expected(traces, policy);
        assertThat(expected.get(row).exit() == exit).isEqualTo(threshold == own);
        for (int batchSize : new int[] {7, ROWS}) {
          List<ExitAnswer> answers = Scoring.inBatches(model, policy, tokens, batchSize);
          assertAgree(answers, expected, "threshold " + threshold + ", batches of " + batchSize);
        }
      }
    }
  }

  @Test
  void fullDepth_anyBatchSize_isTheLastExitOfTheTrace() {
    List<ExitAnswer> expected =
        traces.stream().map(trace -> Scoring.answerAt(trace, EXITS)).toList();
    for (int batchSize : new int[] {1, 2, 7, 32, 100}) {
      assertAgree(
          Scoring.answers(Scorers.fullDepth(model, batches(batchSize)), rows),
          expected,
          "batches of " + batchSize);
    }
  }

  @Test
  void trace_anyBatchSize_isEachRowsOwn() {
    for (int batchSize : new int[] {1, 7, 100}) {
      List<float[][]> answers = Scoring.answers(Scorers.trace(model, batches(batchSize)), rows);
      for (int row = 0; row < ROWS; row++) {
        assertThat(answers.get(row)).hasNumberOfRows(EXITS);
        for (int exit = 0; exit < EXITS; exit++) {
          assertThat(answers.get(row)[exit])
              .as("row %d, exit %d, batches of %d", row, exit + 1, batchSize)
              .containsExactly(traces.get(row)[exit], within(1e-6f));
        }
      }
    }
  }

  @Test
  void earlyExit_unsoundRows_areRejectedAmongScoredNeighbours() {
    ExitPolicy policy = mixedPolicy();
    List<ExitAnswer> expected = Scoring.expected(traces, policy);
    List<RowText> mixed = new ArrayList<>(rows);
    mixed.add(0, new RowText(null, null));
    mixed.add(50, new RowText("  ", null));
    mixed.add(102, new RowText("", null));
    List<Outcome<ExitAnswer>> outcomes =
        new ArrayList<>(
            Scoring.outcomes(Scorers.earlyExit(model, policy, Scoring.options(8, 16)), mixed));
    assertThat(outcomes).hasSize(103);
    assertThat(outcomes.remove(102)).isEqualTo(new Outcome.Rejected<>("text is empty"));
    assertThat(outcomes.remove(50)).isEqualTo(new Outcome.Rejected<>("text is empty"));
    assertThat(outcomes.remove(0)).isEqualTo(new Outcome.Rejected<>("text is null"));
    assertAgree(outcomes.stream().map(Scoring::answer).toList(), expected, "sound rows");
  }

  @Test
  void replay_exitsOfAPolicy_giveItsAnswers() {
    List<ExitAnswer> expected = Scoring.expected(traces, mixedPolicy());
    Scorer<ExitAnswer> scorer =
        Scorers.replay(model, row -> expected.get((int) row).exit(), batches(7));
    assertAgree(Scoring.answers(scorer, rows), expected, "replayed");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, EXITS + 1})
  void replay_exitThatIsNone_isRefused(int exit) {
    Scorer<ExitAnswer> scorer = Scorers.replay(model, row -> exit, batches(7));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scoring.answers(scorer, rows))
        .withMessage("Cannot let row 0 leave at exit %d (must be 1 to 3)", exit);
  }

  @Test
  void earlyExit_policyOfAnotherBundle_isRefusedNamingBoth(@TempDir Path folder) {
    Bundle other = TinyBundle.write(folder.resolve("other"), true);
    ExitPolicy foreign = TinyBundle.policy(other, 0.5, 0.5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scorers.earlyExit(model, foreign, ScoringOptions.DEFAULT))
        .withMessageContaining("Cannot use this policy with bundle " + model.bundle().folder())
        .withMessageContaining("certified for bundle " + other.sha256())
        .withMessageContaining("this one is " + model.bundle().sha256());
  }

  @Test
  void earlyExit_pairs_readBothTexts(@TempDir Path folder) throws IOException {
    Bundle pairs = TinyBundle.write(folder.resolve("pairs"), true);
    try (EarlyExitModel pairModel = EarlyExitModel.load(pairs, Device.cpu())) {
      Scorer<float[][]> scorer = Scorers.trace(pairModel, ScoringOptions.DEFAULT);
      List<Outcome<float[][]>> outcomes =
          Scoring.outcomes(
              scorer,
              List.of(
                  new RowText("red river", "bread"),
                  new RowText("red river", "winter"),
                  new RowText("red river", null)));
      assertThat(Scoring.answer(outcomes.get(0))[0])
          .isNotEqualTo(Scoring.answer(outcomes.get(1))[0]);
      assertThat(outcomes.get(2)).isEqualTo(new Outcome.Rejected<>("second text is null"));
    }
  }

  @Test
  void earlyExit_manyThreads_giveTheSameAnswers() throws Exception {
    ExitPolicy policy = mixedPolicy();
    List<ExitAnswer> expected = Scoring.expected(traces, policy);
    Scorer<ExitAnswer> shared = Scorers.earlyExit(model, policy, Scoring.options(8, 32));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<ExitAnswer>>> results = new ArrayList<>();
      for (int task = 0; task < 16; task++) {
        results.add(
            threads.submit(
                () -> {
                  TorchThreads.prepare(1);
                  return Scoring.answers(shared, rows);
                }));
      }
      for (int task = 0; task < results.size(); task++) {
        assertAgree(results.get(task).get(10, TimeUnit.MINUTES), expected, "task " + task);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void load_modelFileGone_namesIt(@TempDir Path folder) throws IOException {
    Bundle bundle = TinyBundle.write(folder.resolve("bundle"), false);
    Files.delete(bundle.modelFile());
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> EarlyExitModel.load(bundle, Device.cpu()).close())
        .withMessageStartingWith("Cannot load TorchScript " + bundle.modelFile() + ": ");
  }
}

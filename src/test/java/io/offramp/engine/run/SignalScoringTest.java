// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static io.offramp.engine.run.Scoring.assertAgree;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.trace.SignalColumns;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scoring by every signal against what calibration computes of the same rows' traces. */
final class SignalScoringTest {
  private static final int ROWS = 120;
  private static final int EXITS = 4;

  private static EarlyExitModel model;
  private static List<RowText> rows;
  private static List<TokenizedText> tokens;
  private static List<float[][]> traces;

  @BeforeAll
  static void load(@TempDir Path folder) throws IOException {
    TorchThreads.prepare(1);
    Bundle bundle = TinyBundle.write(folder.resolve("b"), TinyBundle.shapeOfFourExits(), false);
    model = EarlyExitModel.load(bundle, Device.cpu());
    List<String> texts = TinyBundle.texts(ROWS, 12);
    rows = Scoring.rows(texts);
    tokens = Scoring.tokens(model, texts);
    traces = Scoring.aloneTraces(model, tokens);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  static Stream<Named<Signal>> signals() {
    return Signalling.signals(EXITS).stream()
        .map(signal -> Named.of(signal.id() + (signal.usesProbabilities() ? "+" : ""), signal));
  }

  private static float[][] columns(Signal signal) {
    return SignalColumns.of(Signalling.trace(traces, model.bundle().manifest().costs()), signal);
  }

  /** Thresholds are signals that rows have, so rounding noise would show. */
  @ParameterizedTest
  @MethodSource("signals")
  void earlyExit_everySignal_agreesWithTheTraceInAnyBatch(Signal signal) {
    float[][] columns = columns(signal);
    ExitPolicy policy = TinyBundle.policy(model.bundle(), signal, Signalling.thresholds(columns));
    List<ExitAnswer> expected = Signalling.expected(traces, columns, policy);
    for (int exit = 1; exit <= EXITS; exit++) {
      int wanted = exit;
      boolean open = exit == EXITS || policy.thresholds().get(exit - 1) <= 1;
      assertThat(expected.stream().filter(answer -> answer.exit() == wanted).count())
          .as("rows that leave at exit %d by thresholds %s", exit, policy.thresholds())
          .isBetween(open ? 1L : 0L, open ? ROWS - 10L : 0L);
    }
    for (int batchSize : new int[] {1, 7, 32, ROWS}) {
      assertAgree(
          Scoring.answers(Scorers.earlyExit(model, policy, Scoring.options(batchSize, ROWS)), rows),
          expected,
          signal.id() + ", batches of " + batchSize);
    }
  }

  @ParameterizedTest
  @MethodSource("signals")
  void earlyExit_signalEqualToItsThreshold_leavesInEveryBatch(Signal signal) {
    float[][] columns = columns(signal);
    for (int exit = 1; exit < EXITS; exit++) {
      for (int row = 0; row < ROWS; row += 41) {
        float own = columns[exit - 1][row];
        for (double threshold : new double[] {own, Math.nextUp(own)}) {
          double[] thresholds = {
            Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY
          };
          thresholds[exit - 1] = threshold;
          ExitPolicy policy = TinyBundle.policy(model.bundle(), signal, thresholds);
          List<ExitAnswer> expected = Signalling.expected(traces, columns, policy);
          assertThat(expected.get(row).exit()).isEqualTo(threshold == own ? exit : EXITS);
          for (int batchSize : new int[] {7, ROWS}) {
            List<ExitAnswer> answers = Scoring.inBatches(model, policy, tokens, batchSize);
            assertAgree(
                answers, expected, "exit " + exit + ", row " + row + ", batches of " + batchSize);
          }
        }
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.signal.Signals;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fed with a batch's numbers that differ from the row's own by as much as the test likes. */
final class RowJudgeTest {
  private static final double NEVER = Double.POSITIVE_INFINITY;

  private static EarlyExitModel model;
  private static TokenizedText row;
  private static float[][] trace;

  private CountingRun alone;

  /** Counts how often rows are run. */
  private static final class CountingRun extends LoneRun {
    private int runs;

    CountingRun(EarlyExitModel model) {
      super(model);
    }

    @Override
    float[] probabilities(TokenizedText text, int exit) {
      runs++;
      return super.probabilities(text, exit);
    }

    @Override
    List<float[]> probabilitiesUpTo(TokenizedText text, int exit) {
      runs++;
      return super.probabilitiesUpTo(text, exit);
    }
  }

  @BeforeAll
  static void load(@TempDir Path folder) throws IOException {
    TorchThreads.prepare(1);
    model = EarlyExitModel.load(TinyBundle.write(folder.resolve("b"), false), Device.cpu());
    row = Scoring.tokens(model, TinyBundle.texts(1, 1)).get(0);
    trace = Scoring.aloneTrace(model, row);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @BeforeEach
  void count() {
    alone = new CountingRun(model);
  }

  /** Three classes of which the first has that probability and is the most probable. */
  private static float[] first(double probability) {
    float rest = (float) (1 - probability) / 2;
    return new float[] {(float) probability, rest, rest};
  }

  private RowJudge judge(String signal, double... thresholds) {
    Signal ofThreeExits = Signals.of(signal, 3);
    ExitPolicy policy = TinyBundle.policy(model.bundle(), ofThreeExits, thresholds);
    return new RowJudge(policy, row, alone, RowNoise.of(ofThreeExits, 3));
  }

  /** Comes to an exit with a threshold there only. */
  private RowJudge judgeAt(int exit, double threshold) {
    RowJudge judge =
        exit == 1
            ? judge("max-probability", threshold, NEVER)
            : judge("max-probability", NEVER, threshold);
    for (int before = 1; before < exit; before++) {
      assertThat(judge.leaves(first(1))).isFalse();
    }
    return judge;
  }

  @Test
  void leaves_signalNextToItsThreshold_isDecidedByTheRowAlone() {
    for (int exit = 1; exit <= 2; exit++) {
      float own = (float) Scoring.confidence(trace, exit);
      for (double noise : new double[] {-3e-7, 0, 3e-7}) {
        float[] wobbling = first(own + noise);
        assertThat(judgeAt(exit, own).leaves(wobbling)).isTrue();
        assertThat(judgeAt(exit, Math.nextUp(own)).leaves(wobbling)).isFalse();
      }
    }
    assertThat(alone.runs).isEqualTo(12);
  }

  @Test
  void leaves_signalFarFromItsThreshold_isTheBatchs() {
    float own = (float) Scoring.confidence(trace, 1);
    assertThat(judgeAt(1, own).leaves(first(own - 1e-3))).isFalse();
    assertThat(judgeAt(1, own + 1e-3).leaves(first(own + 2e-3))).isTrue();
    assertThat(alone.runs).isZero();
  }

  @Test
  void leaves_lastExit_always() {
    RowJudge judge = judge("max-probability", NEVER, NEVER);
    assertThat(judge.leaves(first(1))).isFalse();
    assertThat(judge.leaves(first(1))).isFalse();
    assertThat(judge.leaves(first(0.4))).isTrue();
  }

  @Test
  void leaves_doubtfulPrediction_runsTheRowFromTheFirstExit() {
    float[] tie = {0.4f, 0.4f, 0.2f};
    boolean agree = argMax(trace[0]) == argMax(trace[1]);
    int other = (argMax(trace[1]) + 1) % 3;
    RowJudge judge = judge("patience", NEVER, 0.5);
    assertThat(judge.leaves(tie)).isFalse();
    assertThat(alone.runs).isZero();
    assertThat(judge.leaves(certain(agree ? other : argMax(trace[1])))).isEqualTo(agree);
    assertThat(alone.runs).isEqualTo(1);
  }

  @Test
  void leaves_clearPredictions_trustsTheBatch() {
    for (String signal : new String[] {"patience", "vote"}) {
      RowJudge judge = judge(signal, 0.5, 2 / 3f);
      assertThat(judge.leaves(certain(0))).isFalse();
      assertThat(judge.leaves(certain(0))).isTrue();
    }
    assertThat(alone.runs).isZero();
  }

  @Test
  void leaves_doubtOnceSettled_remembersWhatTheRowSaysAlone() {
    float[] tie = {0.4f, 0.4f, 0.2f};
    RowJudge same = judge("patience", 1, 2 / 3f);
    assertThat(same.leaves(tie)).isFalse();
    assertThat(same.leaves(certain(argMax(trace[0])))).isTrue();
    RowJudge other = judge("patience", 1, 2 / 3f);
    assertThat(other.leaves(tie)).isFalse();
    assertThat(other.leaves(certain((argMax(trace[0]) + 1) % 3))).isFalse();
    assertThat(alone.runs).as("once at exit 1 for each").isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"max-probability, 0.5", "mean-max-probability, 0.5", "patience-confidence, 0.5"})
  void leaves_thresholdThatDecidesForAll_runsNothingAlone(String signal, float probability) {
    float[] tie = {probability, probability, 0};
    RowJudge never = judge(signal, NEVER, NEVER);
    assertThat(never.leaves(tie)).isFalse();
    assertThat(never.leaves(tie)).isFalse();
    assertThat(never.leaves(tie)).isTrue();
    assertThat(judge(signal, 0, 0).leaves(tie)).isTrue();
    assertThat(alone.runs).isZero();
  }

  private static float[] certain(int prediction) {
    float[] probabilities = new float[3];
    probabilities[prediction] = 1;
    return probabilities;
  }

  private static int argMax(float[] values) {
    return io.offramp.calibration.signal.ExitEvidence.of(values).prediction();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fed with a batch's numbers that differ from the row's own by as much as the test likes. */
final class RefereeTest {
  private static EarlyExitModel model;
  private static Referee referee;
  private static TokenizedText row;
  private static float[][] trace;

  @BeforeAll
  static void load(@TempDir Path folder) throws IOException {
    TorchThreads.prepare(1);
    model = EarlyExitModel.load(TinyBundle.write(folder.resolve("b"), false), Device.cpu());
    referee = new Referee(new LoneRun(model));
    row = Scoring.tokens(model, TinyBundle.texts(1, 1)).get(0);
    trace = new TraceExecutor(model).execute(List.of(row)).get(0);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  /** Three classes of which the first has that probability and is the most probable. */
  private static float[] first(double probability) {
    float rest = (float) (1 - probability) / 2;
    return new float[] {(float) probability, rest, rest};
  }

  private static ExitPolicy policyAt(int exit, double threshold) {
    return exit == 1
        ? TinyBundle.policy(model.bundle(), threshold, 1)
        : TinyBundle.policy(model.bundle(), 1, threshold);
  }

  @Test
  void probabilities_runAlone_areThoseOfTheTrace() {
    LoneRun alone = new LoneRun(model);
    for (int exit = 1; exit <= 3; exit++) {
      assertThat(alone.probabilities(row, exit)).isEqualTo(trace[exit - 1]);
    }
  }

  @Test
  void leaves_signalNextToItsThreshold_isDecidedByTheRowAlone() {
    for (int exit = 1; exit <= 2; exit++) {
      float alone = (float) Scoring.confidence(trace, exit);
      ExitPolicy just = policyAt(exit, alone);
      ExitPolicy notQuite = policyAt(exit, Math.nextUp(alone));
      for (double noise : new double[] {-3e-7, 0, 3e-7}) {
        float[] wobbling = first(alone + noise);
        assertThat(referee.leaves(just, exit, wobbling, row)).isTrue();
        assertThat(referee.leaves(notQuite, exit, wobbling, row)).isFalse();
      }
    }
  }

  @Test
  void leaves_signalFarFromItsThreshold_isTheBatchs() {
    float alone = (float) Scoring.confidence(trace, 1);
    ExitPolicy policy = policyAt(1, alone);
    assertThat(referee.leaves(policy, 1, first(alone - 1e-3), row)).isFalse();
    assertThat(referee.leaves(policyAt(1, alone + 1e-3), 1, first(alone + 2e-3), row)).isTrue();
  }

  @Test
  void leaves_lastExit_always() {
    assertThat(referee.leaves(policyAt(1, 1), 3, first(0.4), row)).isTrue();
  }

  @Test
  void answer_labelsInATie_isDecidedByTheRowAlone() {
    for (int exit = 1; exit <= 3; exit++) {
      ExitAnswer expected = Scoring.answerAt(trace, exit);
      int other = (expected.label() + 1) % 3;
      for (float more : new float[] {0, 1e-6f}) {
        float[] tie = new float[3];
        tie[expected.label()] = 0.4f;
        tie[other] = 0.4f + more;
        assertThat(referee.answer(exit, tie, row)).isEqualTo(expected);
      }
      float[] clear = new float[3];
      clear[expected.label()] = 0.4f;
      clear[other] = 0.401f;
      assertThat(referee.answer(exit, clear, row)).isEqualTo(new ExitAnswer(exit, other, 0.401f));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.5,       0.5,       true",
    "0.500004,  0.5,       true",
    "0.499996,  0.5,       true",
    "0.50001,   0.5,       false",
    "0.49999,   0.5,       false",
    "0.999999,  0.9999992, true",
    "0.999999,  0.9999995, false",
    "1,         0.9999998, true",
    "1,         0.9999996, false",
    "0,         1e-7,      true",
    "0.9,       0.1,       false"
  })
  void tooClose_noise_shrinksTowardsCertainty(double signal, double threshold, boolean expected) {
    assertThat(Referee.tooClose(signal, threshold)).isEqualTo(expected);
  }
}

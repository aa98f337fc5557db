// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    referee = new Referee(new LoneRun(model), 3, false);
    row = Scoring.tokens(model, TinyBundle.texts(1, 1)).get(0);
    trace = Scoring.aloneTrace(model, row);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void probabilities_runAlone_areThoseOfTheTrace() {
    LoneRun alone = new LoneRun(model);
    for (int exit = 1; exit <= 3; exit++) {
      assertThat(alone.probabilities(row, exit)).isEqualTo(trace[exit - 1]);
      assertThat(alone.probabilitiesUpTo(row, exit)).containsExactly(Arrays.copyOf(trace, exit));
    }
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
}

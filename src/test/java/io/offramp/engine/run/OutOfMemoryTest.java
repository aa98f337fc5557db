// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.fixture.TinyBundle;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.OutOfDeviceMemoryException;
import io.offramp.engine.torch.TorchThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real model on a device that is said to hold few rows, by one stage at least. */
final class OutOfMemoryTest {
  /** The model's stages; one of them fails for more rows than fit. */
  private record Narrow(EarlyExitStages stages, int failing, int fits)
      implements Stages<ExitAnswer> {
    @Override
    public int count() {
      return stages.count();
    }

    @Override
    public void run(int stage, Batch<ExitAnswer> batch) {
      if (stage == failing && batch.seats() > fits) {
        throw new OutOfDeviceMemoryException("full", new EngineException("full"));
      }
      stages.run(stage, batch);
    }

    @Override
    public void copy(Batch<ExitAnswer> from, int[] seats, Batch<ExitAnswer> to, int[] places) {
      stages.copy(from, seats, to, places);
    }

    @Override
    public Batch<ExitAnswer> reseat(Batch<ExitAnswer> batch, int rows, int seats) {
      return stages.reseat(batch, rows, seats);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 9", "1, 9", "2, 9", "2, 1"})
  void earlyExit_aStageRunsOutOfMemory_answersAreTheRowsOwn(
      int failing, int fits, @TempDir Path folder) throws IOException {
    TorchThreads.prepare(1);
    try (EarlyExitModel model =
            EarlyExitModel.load(TinyBundle.write(folder.resolve("b"), false), Device.cpu());
        NDManager scope = model.newScope()) {
      List<String> texts = TinyBundle.texts(150, 3);
      List<TokenizedText> tokens = Scoring.tokens(model, texts);
      List<float[][]> traces = Scoring.aloneTraces(model, tokens);
      ExitPolicy policy =
          TinyBundle.policy(
              model.bundle(), Scoring.quantile(traces, 1, 0.7), Scoring.quantile(traces, 2, 0.6));
      Exits exits = new PolicyExits(policy, Referee.of(model));
      Stages<ExitAnswer> stages = new Narrow(new EarlyExitStages(model, scope), failing, fits);
      ScoringOptions options = Scoring.options(32, 1000);
      Rebatcher<ExitAnswer> rebatcher = new Rebatcher<>(stages, options);
      List<Ticket<ExitAnswer>> tickets = new ArrayList<>();
      for (TokenizedText text : tokens) {
        int length = Math.min(model.maxLength(), options.padded(text.length()));
        tickets.add(new Ticket<>(text, length, exits.of(tickets.size(), text)));
      }
      rebatcher.offer(tickets);
      while (!tickets.stream().allMatch(Ticket::isSettled)) {
        rebatcher.runEarliest(tickets);
      }
      Scoring.assertAgree(
          tickets.stream().map(Ticket::answer).toList(),
          Scoring.expected(traces, policy),
          "stage " + failing + " holds " + fits);
      assertThat(scope.getManagedArrays()).isEmpty();
    }
  }
}

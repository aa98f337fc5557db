// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.engine.encoder.EncoderInitializer;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.torch.TemporaryModule;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torchscript.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training by a process that is told to end. */
final class StoppedTrainingTest {
  /** Two epochs of 20 steps, and 7 batches of dev rows after each. */
  private static final TrainingOptions OPTIONS = TinyTask.options(2, 2, 0.005, 1);

  private final List<LabelledRow> rows = TinyTask.rows(320, 1);
  private final List<LabelledRow> dev = TinyTask.rows(100, 2);
  private final List<Tensor> start = EncoderInitializer.weights(TinyTask.SHAPE, 1);
  private final List<String> stops = new ArrayList<>();
  private final Path folder;

  StoppedTrainingTest(@TempDir Path parent) {
    folder = parent.resolve("checkpoints");
  }

  private TrainedEncoder train(BooleanSupplier told, Optional<Duration> every) throws IOException {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(int epoch, int step, int steps, double loss) {}

          @Override
          public void onEpoch(int epoch, double loss, List<Double> devAccuracy) {}

          @Override
          public void onStop(int epoch, int steps, boolean written) {
            stops.add("%d:%d %s".formatted(epoch, steps, written));
          }
        };
    Map<String, String> identity = TrainingIdentity.of(TinyTask.SHAPE, OPTIONS, start, rows, dev);
    CheckpointWriter writer =
        every
            .map(least -> CheckpointWriter.of(new CheckpointPlan(folder, least), identity))
            .orElse(CheckpointWriter.none());
    Optional<TrainingState> state = new CheckpointFolder(folder).newest(identity, start);
    try (TorchModule module =
            TemporaryModule.forTraining(
                ObjectiveScript.addTo(
                    EncoderTemplate.forTraining(
                        TinyTask.SHAPE, state.map(TrainingState::weights).orElse(start), 0),
                    TinyTask.SHAPE,
                    OPTIONS.objective()));
        TrainingRun run =
            new TrainingRun(
                module,
                TinyTask.SHAPE,
                OPTIONS,
                TinyTask.PADDING,
                listener,
                writer,
                rows,
                dev,
                told)) {
      state.ifPresent(run::resume);
      return run.run();
    }
  }

  /** Told once it has asked so many times. */
  private static BooleanSupplier after(int times) {
    int[] asked = {0};
    return () -> ++asked[0] >= times;
  }

  /**
   * Before any step, within an epoch, at its end, among dev rows, after a checkpoint, at the end.
   */
  @ParameterizedTest
  @CsvSource({"1, 1:0", "8, 1:7", "21, 1:20", "24, 1:20", "28, 2:0", "54, 2:20", "55, 3:0"})
  void run_toldToEndAndStartedAgain_givesTheBitsOfAnUninterruptedRun(int asked, String place)
      throws IOException {
    TrainedEncoder expected =
        new JointTrainer(TinyTask.SHAPE, OPTIONS, TinyTask.PADDING, TinyTask.SILENT)
            .train(start, rows, dev);
    for (Duration every : List.of(Duration.ofHours(1), Duration.ZERO)) {
      stops.clear();
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> train(after(asked), Optional.of(every)))
          .withMessage("Cannot go on training: the process was told to end");
      assertThat(stops).containsExactly(place + " true");
      // Stopped anew where it stands: there is a checkpoint already.
      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> train(() -> true, Optional.of(every)));
      assertThat(stops).containsExactly(place + " true", place + " true");
      TrainedEncoder actual = train(() -> false, Optional.of(every));
      assertThat(actual.devAccuracy()).isEqualTo(expected.devAccuracy());
      assertThat(actual.temperatures()).isEqualTo(expected.temperatures());
      for (int i = 0; i < expected.weights().size(); i++) {
        assertThat(actual.weights().get(i).values()).isEqualTo(expected.weights().get(i).values());
      }
      new CheckpointFolder(folder).delete();
    }
  }

  @Test
  void run_toldToEndWithoutAPlaceForCheckpoints_saysThatNothingIsKept() {
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> train(after(3), Optional.empty()));
    assertThat(stops).containsExactly("1:2 false");
    assertThat(folder).doesNotExist();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.json.FileFormatException;
import io.offramp.engine.encoder.EncoderInitializer;
import io.offramp.engine.torchscript.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckpointTest {
  private static final TrainingOptions OPTIONS = TinyTask.options(3, 3, 0.005, 1);
  private static final int STEPS_OF_EPOCH = 20;

  private final List<LabelledRow> rows = TinyTask.rows(320, 1);
  private final List<LabelledRow> dev = TinyTask.rows(100, 2);
  private final List<Tensor> start = EncoderInitializer.weights(TinyTask.SHAPE, 1);
  private final Path folder;

  CheckpointTest(@TempDir Path parent) {
    folder = parent.resolve("checkpoints");
  }

  /** Stops a training as a kill would, after so many steps. */
  private static final class Killer implements TrainingListener {
    private final List<String> steps = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private String resumed = "";
    private int left;

    Killer(int steps) {
      left = steps;
    }

    @Override
    public void onResume(int epoch, int steps) {
      resumed = epoch + ":" + steps;
    }

    @Override
    public void onStep(int epoch, int step, int ofSteps, double loss) {
      steps.add(epoch + ":" + step);
      if (--left == 0) {
        throw new IllegalStateException("killed");
      }
    }

    @Override
    public void onEpoch(int epoch, double loss, List<Double> devAccuracy) {
      losses.add(loss);
    }
  }

  private TrainedEncoder train(TrainingOptions options, Killer killer, Duration every)
      throws IOException {
    Optional<CheckpointPlan> plan = Optional.of(new CheckpointPlan(folder, every));
    return new JointTrainer(TinyTask.SHAPE, options, TinyTask.PADDING, killer, plan)
        .train(start, rows, dev);
  }

  private Killer killedAfter(int steps, Duration every) {
    Killer killer = new Killer(steps);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> train(OPTIONS, killer, every))
        .withMessage("killed");
    return killer;
  }

  /** Once before any step ends, in the first epoch, at an epoch's last step, and in the third. */
  @ParameterizedTest
  @CsvSource({"1, 1:1", "7, 1:7", "20, 1:20", "21, 2:1", "55, 3:15"})
  void train_killedAndStartedAgain_givesTheBitsOfAnUninterruptedRun(int steps, String next)
      throws IOException {
    Killer whole = new Killer(-1);
    TrainedEncoder expected =
        new JointTrainer(TinyTask.SHAPE, OPTIONS, TinyTask.PADDING, whole).train(start, rows, dev);
    killedAfter(steps, Duration.ZERO);
    Killer rest = new Killer(-1);
    TrainedEncoder actual = train(OPTIONS, rest, Duration.ZERO);
    assertThat(whole.resumed).isEmpty();
    assertThat(rest.steps.get(0)).isEqualTo(next);
    assertThat(rest.steps).hasSize(3 * STEPS_OF_EPOCH - steps + 1);
    assertThat(rest.losses).isEqualTo(whole.losses.subList(3 - rest.losses.size(), 3));
    assertThat(actual.bestEpoch()).isEqualTo(expected.bestEpoch());
    assertThat(actual.devAccuracy()).isEqualTo(expected.devAccuracy());
    assertThat(actual.temperatures()).isEqualTo(expected.temperatures());
    for (int i = 0; i < expected.weights().size(); i++) {
      assertThat(actual.weights().get(i).values())
          .as(expected.weights().get(i).name())
          .isEqualTo(expected.weights().get(i).values());
    }
  }

  @Test
  void train_longBetweenCheckpoints_goesOnFromTheLastEpoch() throws IOException {
    killedAfter(35, Duration.ofHours(1));
    try (var places = Files.list(folder)) {
      assertThat(places).containsExactly(folder.resolve("step-20"));
    }
    Files.createDirectories(folder.resolve("step-33.partial"));
    Killer rest = new Killer(-1);
    train(OPTIONS, rest, Duration.ofHours(1));
    try (var places = Files.list(folder)) {
      assertThat(places).containsExactly(folder.resolve("step-60"));
    }
    assertThat(rest.steps).hasSize(40).startsWith("2:1");
    assertThat(rest.resumed).isEqualTo("2:0");
  }

  @Test
  void train_stepsOfOtherLengthSideBySide_goesOnFromTheGreatest() throws IOException {
    killedAfter(10, Duration.ZERO);
    Path older = folder.resolve("older");
    Files.createDirectories(older);
    try (var files = Files.list(folder.resolve("step-9"))) {
      for (Path file : files.toList()) {
        Files.copy(file, older.resolve(file.getFileName()));
      }
    }
    killedAfter(2, Duration.ZERO);
    try (var places = Files.list(folder)) {
      assertThat(places).containsExactlyInAnyOrder(older, folder.resolve("step-10"));
    }
    Files.move(older, folder.resolve("step-9"));
    assertThat(killedAfter(1, Duration.ZERO).steps).containsExactly("1:11");
  }

  /** A training of hours must not find out at its first checkpoint. */
  @Test
  void train_folderThatIsAFile_isRefusedBeforeTheFirstStep() throws IOException {
    Path file = Files.writeString(folder.resolveSibling("taken"), "mine");
    CheckpointPlan plan = new CheckpointPlan(file, Duration.ofHours(1));
    Killer killer = new Killer(-1);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(
            () ->
                new JointTrainer(
                        TinyTask.SHAPE, OPTIONS, TinyTask.PADDING, killer, Optional.of(plan))
                    .train(start, rows, dev))
        .withMessage(
            "Cannot write checkpoints into %s: %s is a file (must be a folder that can be written)",
            file, file.toAbsolutePath());
    assertThat(killer.steps).isEmpty();
  }

  @Test
  void train_doneAndStartedAgain_trainsNoStepMore() throws IOException {
    TrainedEncoder done = train(OPTIONS, new Killer(-1), Duration.ofHours(1));
    Killer again = new Killer(-1);
    TrainedEncoder same = train(OPTIONS, again, Duration.ofHours(1));
    assertThat(again.steps).isEmpty();
    assertThat(same.devAccuracy()).isEqualTo(done.devAccuracy());
    assertThat(same.weights().get(0).values()).isEqualTo(done.weights().get(0).values());
  }

  @Test
  void train_otherOptionsOrRows_areRefusedByName() {
    killedAfter(2, Duration.ZERO);
    String place = "Cannot go on from the checkpoint in " + folder;
    String remedy =
        " (give the same rows and options, name another --checkpoint-dir, or delete this one)";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(TinyTask.options(3, 3, 0.004, 1), new Killer(-1), Duration.ZERO))
        .withMessage(
            place + ": its learning rate differ from this run's: 0.005, now 0.004" + remedy);
    rows.remove(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(OPTIONS, new Killer(-1), Duration.ZERO))
        .withMessageStartingWith(place + ": its training rows differ from this run's: ")
        .withMessageEndingWith(remedy);
  }

  /** Checkpoints were written before layers could learn at other rates. */
  @Test
  void train_checkpointThatDoesNotTellLayersApart_isOfOneRate() throws IOException {
    killedAfter(2, Duration.ZERO);
    Path state = folder.resolve("step-1").resolve("state.json");
    String text = Files.readString(state);
    String without = text.replaceFirst("\"layer decay\" : \"1.0\",", "");
    assertThat(without).isNotEqualTo(text);
    Files.writeString(state, without);
    assertThat(killedAfter(1, Duration.ZERO).steps).containsExactly("1:2");
  }

  @Test
  void train_damagedCheckpoint_isRefused() throws IOException {
    killedAfter(2, Duration.ZERO);
    Path place = folder.resolve("step-1");
    Files.write(place.resolve("means.f32"), new byte[4]);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> train(OPTIONS, new Killer(-1), Duration.ZERO))
        .withMessageStartingWith("Cannot go on from checkpoint " + place)
        .withMessageEndingWith(
            "means.f32 has 4 bytes (must have %,d) (delete it to start anew)"
                .formatted(Files.size(place.resolve("weights.f32"))));
    Files.writeString(place.resolve("state.json"), "{}");
    assertThatExceptionOfType(FileFormatException.class)
        .isThrownBy(() -> train(OPTIONS, new Killer(-1), Duration.ZERO))
        .withMessageContaining("Cannot read training checkpoint");
  }

  @Test
  void delete_folder_leavesWhatIsNotItsOwn() throws IOException {
    killedAfter(2, Duration.ZERO);
    Files.createDirectories(folder.resolve("step-7.partial"));
    List<Path> others =
        List.of(
            Files.writeString(folder.resolve("notes.txt"), "mine"),
            Files.writeString(folder.resolve("step-8"), "mine"),
            Files.createDirectories(folder.resolve("step-1.old")));
    new CheckpointFolder(folder).delete();
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrderElementsOf(others);
    }
    for (Path other : others) {
      Files.delete(other);
    }
    new CheckpointFolder(folder).delete();
    assertThat(folder).doesNotExist();
    new CheckpointFolder(folder).delete();
  }

  @Test
  void plan_negativeTime_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CheckpointPlan(folder, Duration.ofMinutes(-1)))
        .withMessageContaining("(must be at least 0 minutes)");
  }
}

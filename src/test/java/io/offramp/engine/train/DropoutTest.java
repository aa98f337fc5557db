// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.offramp.engine.encoder.EncoderInitializer;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.torch.TemporaryModule;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torchscript.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What layers add is lost here and there in steps, and nowhere else. */
final class DropoutTest {
  private static final EncoderShape SHAPE = TinyTask.SHAPE;
  private static final List<Tensor> START = EncoderInitializer.weights(SHAPE, 1);
  private static final List<LabelledRow> ROWS = TinyTask.rows(64, 1);
  private static final int STEPS_OF_EPOCH = 4;

  private static String code(double dropout) {
    return EncoderTemplate.forTraining(SHAPE, START, dropout).methods();
  }

  @Test
  void forTraining_code_dropsEmbeddingsAndWhatEachHalfLayerAdds() {
    assertThat(code(0)).doesNotContain("dropout");
    assertThat(code(0))
        .isEqualTo(EncoderTemplate.module(SHAPE, START, new double[] {1, 1}).methods());
    String drop = "= torch\\.dropout\\(\\w+, 0\\.25, torch\\.is_grad_enabled\\(\\)\\)";
    assertThat(code(0.25)).containsPattern("h0 " + drop);
    assertThat(code(0.25).split(drop, -1)).hasSize(1 + 1 + 2 * SHAPE.layers());
  }

  private static TorchModule module(double dropout) throws IOException {
    return TemporaryModule.forTraining(
        ObjectiveScript.addTo(
            EncoderTemplate.forTraining(SHAPE, START, dropout), SHAPE, Objective.MEAN));
  }

  private static double loss(TorchModule module, int seed, boolean learning) {
    try (NDManager scope = module.newScope()) {
      TokenBatch batch =
          TokenBatch.of(ROWS.stream().map(LabelledRow::text).toList(), TinyTask.PADDING, scope);
      Shape ids = batch.ids().getShape();
      NDArray keep = scope.ones(new Shape(ids.get(0), ids.get(1), 1));
      NDArray labels = Targets.of(ROWS, SHAPE, scope);
      NDArray[] inputs = {batch.ids(), batch.types(), batch.mask(), keep, labels};
      module.seed(seed);
      if (!learning) {
        return module.call(ObjectiveScript.METHOD, inputs).getFloat();
      }
      try (GradientCollector gradients = module.newGradientCollector()) {
        NDArray total = module.callForTraining(ObjectiveScript.METHOD, inputs);
        gradients.backward(total);
        return total.getFloat();
      }
    }
  }

  @Test
  void objective_whileGradientsAreRecorded_dependsOnTheSeed() throws IOException {
    try (TorchModule plain = module(0);
        TorchModule dropping = module(0.1)) {
      double whole = loss(plain, 1, true);
      assertThat(loss(plain, 2, true)).isEqualTo(whole);
      assertThat(loss(dropping, 1, false)).as("dev rows lose nothing").isEqualTo(whole);
      Set<Double> losses = new HashSet<>();
      double sum = 0;
      for (int seed = 1; seed <= 50; seed++) {
        double loss = loss(dropping, seed, true);
        losses.add(loss);
        sum += loss;
      }
      assertThat(losses).hasSize(50).doesNotContain(whole);
      assertThat(loss(dropping, 7, true)).isEqualTo(loss(dropping, 7, true));
      assertThat(sum / 50).as("what is left is scaled up").isCloseTo(whole, within(0.1 * whole));
    }
  }

  private static TrainedEncoder train(int killedAfter, Path folder) throws IOException {
    TrainingListener listener =
        new TrainingListener() {
          private int steps;

          @Override
          public void onStep(int epoch, int step, int ofSteps, double loss) {
            if (++steps == killedAfter) {
              throw new IllegalStateException("killed");
            }
          }

          @Override
          public void onEpoch(int epoch, double loss, List<Double> devAccuracy) {}
        };
    Optional<CheckpointPlan> plan = Optional.of(new CheckpointPlan(folder, Duration.ZERO));
    return new JointTrainer(SHAPE, TinyTask.dropping(0.2), TinyTask.PADDING, listener, plan)
        .train(START, ROWS, TinyTask.rows(40, 2));
  }

  @Test
  void train_killedAndStartedAgain_dropsTheSame(@TempDir Path folder) throws IOException {
    TrainedEncoder expected = train(-1, folder.resolve("whole"));
    Path place = folder.resolve("parts");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> train(STEPS_OF_EPOCH + 2, place))
        .withMessage("killed");
    TrainedEncoder actual = train(-1, place);
    assertThat(actual.devAccuracy()).isEqualTo(expected.devAccuracy());
    for (int i = 0; i < START.size(); i++) {
      assertThat(actual.weights().get(i).values())
          .as(START.get(i).name())
          .isEqualTo(expected.weights().get(i).values());
    }
  }

  /** Steps over equal rows at next to no rate are told apart by what they drop alone. */
  @Test
  void train_equalRows_dropsSomethingElseInEachStep() throws IOException {
    TrainingOptions options =
        new TrainingOptions(
            1,
            1,
            16,
            new LearningRate(1e-12, 0),
            0,
            0,
            0.2,
            1,
            1,
            OptionalDouble.empty(),
            Objective.MEAN);
    List<Double> sums = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(int epoch, int step, int ofSteps, double loss) {
            sums.add(loss * step);
          }

          @Override
          public void onEpoch(int epoch, double loss, List<Double> devAccuracy) {}
        };
    new JointTrainer(SHAPE, options, TinyTask.PADDING, listener)
        .train(START, Collections.nCopies(48, ROWS.get(0)), TinyTask.rows(40, 2));
    assertThat(sums).hasSize(3);
    double second = sums.get(1) - sums.get(0);
    assertThat(Math.abs(second - sums.get(0))).isGreaterThan(1e-3);
    assertThat(Math.abs(sums.get(2) - sums.get(1) - second)).isGreaterThan(1e-3);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import io.offramp.engine.encoder.Activation;
import io.offramp.engine.encoder.EncoderInitializer;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderStyle;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.encoder.ExitHead;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.encoder.RelativeAttention;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torchscript.Tensor;
import io.offramp.engine.torchscript.TorchScriptArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JointTrainerTest {
  private final List<LabelledRow> rows = TinyTask.rows(320, 1);
  private final List<LabelledRow> dev = TinyTask.rows(100, 2);
  private final List<List<Double>> accuracies = new ArrayList<>();
  private final List<Double> losses = new ArrayList<>();
  private final List<String> steps = new ArrayList<>();
  private double lastRunningLoss;

  private final TrainingListener listener =
      new TrainingListener() {
        @Override
        public void onStep(int epoch, int step, int ofSteps, double loss) {
          steps.add(epoch + ":" + step + "/" + ofSteps);
          lastRunningLoss = loss;
        }

        @Override
        public void onEpoch(int epoch, double loss, List<Double> devAccuracy) {
          accuracies.add(devAccuracy);
          losses.add(loss);
          assertThat(accuracies).hasSize(epoch);
          assertThat(lastRunningLoss).isEqualTo(loss);
        }
      };

  private static List<Tensor> start() {
    return EncoderInitializer.weights(TinyTask.SHAPE, 1);
  }

  private TrainedEncoder train(TrainingOptions options, List<LabelledRow> devRows)
      throws IOException {
    return new JointTrainer(TinyTask.SHAPE, options, TinyTask.PADDING, listener)
        .train(start(), rows, devRows);
  }

  private static DevResult evaluated(TrainedEncoder encoder, List<LabelledRow> devRows, Path folder)
      throws IOException {
    Path file = folder.resolve("trained.pt");
    double[] temperatures =
        encoder.temperatures().stream().mapToDouble(Double::doubleValue).toArray();
    TorchScriptArchive.write(
        EncoderTemplate.module(TinyTask.SHAPE, encoder.weights(), temperatures), file);
    try (TorchModule module = TorchModule.load(file, Device.cpu())) {
      return DevResult.of(module, TinyTask.SHAPE, devRows, 7, TinyTask.PADDING, () -> {});
    }
  }

  /** Projected embeddings, one layer for all, gains by distance, dense heads of both poolings. */
  @Test
  void train_everyStyleAtOnce_movesEveryTensor() throws IOException {
    EncoderShape plain = TinyTask.SHAPE;
    EncoderShape shape =
        new EncoderShape(
            plain.vocabularySize(),
            plain.maxLength(),
            plain.tokenTypes(),
            plain.width(),
            plain.layers(),
            plain.heads(),
            plain.feedForwardWidth(),
            plain.exitLayers(),
            plain.classes(),
            List.of(
                new ExitHead(Pooling.MEAN, Optional.of(Activation.TANH)),
                new ExitHead(Pooling.CLS, Optional.of(Activation.RELU))),
            new EncoderStyle(
                1e-5, Activation.GELU_TANH, 8, true, Optional.of(new RelativeAttention(8, 20))),
            Task.SINGLE_LABEL,
            NumberScale.UNIT);
    List<Tensor> before = EncoderInitializer.weights(shape, 1);
    TrainedEncoder encoder =
        new JointTrainer(shape, TinyTask.OPTIONS, TinyTask.PADDING, listener)
            .train(before, rows, dev);
    assertThat(encoder.devAccuracy()).allMatch(accuracy -> accuracy > 0.8);
    for (int i = 0; i < before.size(); i++) {
      assertThat(encoder.weights().get(i).values())
          .as(before.get(i).name())
          .isNotEqualTo(before.get(i).values());
    }
  }

  /** What is asked for beside the rate must reach the steps. */
  @Test
  void train_clippedOrDistilled_endsElsewhere() throws IOException {
    TrainingOptions plain = TinyTask.options(1, 1, 0.005, 1);
    float[] first = last(plain, OptionalDouble.empty(), Objective.MEAN);
    assertThat(last(plain, OptionalDouble.empty(), Objective.MEAN)).isEqualTo(first);
    assertThat(last(plain, OptionalDouble.of(0.01), Objective.MEAN)).isNotEqualTo(first);
    assertThat(last(plain, OptionalDouble.empty(), new Objective(ExitWeights.parse("1,5"), 0, 2)))
        .isNotEqualTo(first);
    assertThat(last(plain, OptionalDouble.empty(), new Objective(ExitWeights.EQUAL, 0.7, 2)))
        .isNotEqualTo(first);
  }

  @Test
  void train_layersThatLearnMoreSlowly_moveTheEmbeddingsLeast() throws IOException {
    List<Tensor> before = EncoderInitializer.weights(TinyTask.SHAPE, 1);
    LearningRate rate = new LearningRate(0.005, 0.1, 0.01);
    List<Tensor> after = train(with(TinyTask.options(1, 1, 0.005, 1), rate), dev).weights();
    int last = before.size() - 1;
    assertThat(furthest(before.get(0), after.get(0))).isBetween(1e-8, 1e-3);
    assertThat(furthest(before.get(last), after.get(last))).isGreaterThan(1e-2);
  }

  /** The greatest way that a number of a tensor went. */
  private static double furthest(Tensor before, Tensor after) {
    double furthest = 0;
    for (int i = 0; i < before.values().length; i++) {
      furthest = Math.max(furthest, Math.abs(after.values()[i] - before.values()[i]));
    }
    return furthest;
  }

  private static TrainingOptions with(TrainingOptions options, LearningRate rate) {
    return new TrainingOptions(
        options.epochs(),
        options.patience(),
        options.batchSize(),
        rate,
        options.weightDecay(),
        options.wordDropout(),
        options.dropout(),
        options.seed(),
        options.threads(),
        options.clipNorm(),
        options.objective());
  }

  /** A tensor after one epoch. */
  private float[] last(TrainingOptions options, OptionalDouble clip, Objective objective)
      throws IOException {
    accuracies.clear();
    TrainingOptions all =
        new TrainingOptions(
            options.epochs(),
            options.patience(),
            options.batchSize(),
            options.rate(),
            options.weightDecay(),
            options.wordDropout(),
            options.dropout(),
            options.seed(),
            options.threads(),
            clip,
            objective);
    return train(all, dev).weights().get(0).values();
  }

  @Test
  void train_separableRows_learnsThemAtEveryExit(@TempDir Path folder) throws IOException {
    TrainedEncoder encoder = train(TinyTask.OPTIONS, dev);
    assertThat(encoder.devAccuracy()).hasSize(2).allMatch(accuracy -> accuracy > 0.9);
    assertThat(losses.get(losses.size() - 1)).isLessThan(losses.get(0) / 2);
    assertThat(accuracies.get(encoder.bestEpoch() - 1)).isEqualTo(encoder.devAccuracy());
    DevResult result = evaluated(encoder, dev, folder);
    assertThat(result.accuracy()).isEqualTo(encoder.devAccuracy());
    for (int exit = 0; exit < 2; exit++) {
      List<float[]> logits = result.logits().get(exit);
      double temperature = encoder.temperatures().get(exit);
      assertThat(TemperatureScaling.loss(logits, result.labels(), temperature))
          .isLessThanOrEqualTo(TemperatureScaling.loss(logits, result.labels(), 1) + 1e-9);
    }
    assertThat(steps).hasSize(20 * accuracies.size()).startsWith("1:1/20", "1:2/20");
  }

  @Test
  void train_sameSeed_givesTheSameBits() throws IOException {
    List<TrainedEncoder> encoders = new ArrayList<>();
    for (long seed : new long[] {1, 1, 2}) {
      encoders.add(train(TinyTask.options(1, 1, 0.005, seed), dev));
      accuracies.clear();
    }
    List<Tensor> first = encoders.get(0).weights();
    for (int i = 0; i < first.size(); i++) {
      String name = first.get(i).name();
      float[] values = first.get(i).values();
      assertThat(encoders.get(1).weights().get(i).values()).as(name).isEqualTo(values);
      assertThat(encoders.get(2).weights().get(i).values()).as(name).isNotEqualTo(values);
      assertThat(values).as(name + " moved").isNotEqualTo(start().get(i).values());
    }
    assertThat(encoders.get(1).temperatures()).isEqualTo(encoders.get(0).temperatures());
  }

  @Test
  void train_devThatStandsStill_stopsWhenPatienceEnds() throws IOException {
    TrainedEncoder encoder = train(TinyTask.options(6, 2, 1e-12, 1), dev);
    assertThat(accuracies).hasSize(3);
    assertThat(encoder.bestEpoch()).isEqualTo(1);
  }

  /** What is learned from the rows makes these dev rows worse and worse. */
  @Test
  void train_devThatGetsWorse_keepsTheBestEpochsWeights(@TempDir Path folder) throws IOException {
    List<LabelledRow> wrong = TinyTask.mislabelled(dev);
    TrainedEncoder encoder = train(TinyTask.options(9, 3, 0.003, 1), wrong);
    int best = encoder.bestEpoch();
    assertThat(accuracies).hasSize(best + 3);
    assertThat(accuracies.get(best - 1)).isEqualTo(encoder.devAccuracy());
    assertThat(accuracies.get(best + 2).get(1)).isLessThan(encoder.devAccuracy().get(1));
    assertThat(evaluated(encoder, wrong, folder).accuracy()).isEqualTo(encoder.devAccuracy());
  }

  @Test
  void train_lossThatIsNoNumber_isRefused() {
    List<Tensor> start = start();
    Arrays.fill(start.get(start.size() - 1).values(), Float.NaN);
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(
            () ->
                new JointTrainer(TinyTask.SHAPE, TinyTask.OPTIONS, TinyTask.PADDING, listener)
                    .train(start, rows, dev))
        .withMessage("Cannot go on training: the loss is NaN (lower the learning rate, now 0.005)");
    assertThat(steps).isEmpty();
  }

  @Test
  void train_noRows_isRefused() {
    JointTrainer trainer =
        new JointTrainer(TinyTask.SHAPE, TinyTask.OPTIONS, TinyTask.PADDING, listener);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(start(), List.of(), dev))
        .withMessage("Cannot train on 0 rows with 100 dev rows (must both be at least 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(start(), rows, List.of()))
        .withMessage("Cannot train on 320 rows with 0 dev rows (must both be at least 1)");
  }

  @Test
  void train_labelBeyondTheClasses_isRefused() {
    List<LabelledRow> odd = new ArrayList<>(dev);
    odd.add(new LabelledRow(dev.get(0).text(), TinyTask.CLASSES));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(TinyTask.OPTIONS, odd))
        .withMessage("Cannot train on label 3 (must be within 0 to 2)");
  }

  @Test
  void train_tokenTypeThatTheEncoderLacks_isRefused() {
    int[] ids = dev.get(0).text().ids();
    int[] types = new int[ids.length];
    types[2] = 1;
    List<LabelledRow> odd = new ArrayList<>(dev);
    odd.add(new LabelledRow(new TokenizedText(ids, types, false), 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> train(TinyTask.OPTIONS, odd))
        .withMessageStartingWith("Cannot train on token type 1 (the encoder knows 1 types;");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.encoder.EncoderInitializer;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.encoder.NumberHeads;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.fixture.NumberGolden;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TemporaryModule;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import io.offramp.engine.torchscript.Tensor;
import io.offramp.engine.torchscript.TorchScriptModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Losses against SciPy's own functions, and training to the end. */
final class NumberTrainingTest {
  private static final NumberScale SCALE = new NumberScale(5000, 200);
  private static final EncoderShape SHAPE =
      new EncoderShape(32, 12, 1, 16, 2, 2, 32, List.of(1, 2), 1, Pooling.MEAN)
          .withTask(Task.REGRESSION)
          .withNumbers(SCALE);

  private final NumberGolden golden = new NumberGolden();

  private static LabelledRow row(double number) {
    return LabelledRow.ofNumber(new TokenizedText(new int[1], new int[1], false), number);
  }

  private List<List<float[]>> logits() {
    return IntStream.range(0, golden.exits()).mapToObj(golden::logits).toList();
  }

  private float[] losses(double distill) throws IOException {
    EncoderShape shape =
        new EncoderShape(32, 12, 1, 16, 3, 2, 32, List.of(1, 2, 3), 1, Pooling.MEAN)
            .withTask(Task.REGRESSION)
            .withNumbers(SCALE);
    List<LabelledRow> rows =
        golden.numbers("targets").stream()
            .map(target -> row(target * SCALE.scale() + SCALE.center()))
            .toList();
    return ExitLosses.of(shape, new Objective(ExitWeights.EQUAL, distill, 2), rows, logits());
  }

  @Test
  void exitLosses_goldenLogits_areSciPys() throws IOException {
    ExitLosses.assertClose(losses(0), golden.numbers("losses"));
  }

  @Test
  void exitLosses_distilled_areSciPys() throws IOException {
    ExitLosses.assertClose(losses(golden.number("distill")), golden.numbers("distilled-losses"));
  }

  @Test
  void numberScores_goldenLogits_areSciPys() {
    List<Double> targets = golden.numbers("targets");
    for (int exit = 0; exit < golden.exits(); exit++) {
      List<float[]> logits = golden.logits(exit);
      assertThat(NumberScores.loss(logits, targets))
          .isCloseTo(golden.numbers("likelihoods").get(exit), within(1e-3));
      assertThat(NumberScores.spread(logits, targets))
          .isCloseTo(golden.numbers("factors").get(exit), within(1e-3));
      assertThat(NumberScores.r2(logits, targets))
          .isCloseTo(golden.numbers("r2").get(exit), within(1e-6));
    }
  }

  @Test
  void numberHeads_thereAndBack_areTheSame() {
    List<Tensor> weights = EncoderInitializer.weights(SHAPE, 3);
    List<Tensor> back =
        NumberHeads.inUnit(
            NumberHeads.standardised(weights, SHAPE), SHAPE, Collections.nCopies(2, 1.0));
    for (int i = 0; i < weights.size(); i++) {
      assertThat(back.get(i).values()).containsExactly(weights.get(i).values(), within(1e-3f));
    }
    Tensor bias = weights.stream().filter(t -> t.name().equals("head_1_bias")).findFirst().get();
    assertThat(bias.values()).containsExactly(5000, 0);
    assertThat(
            NumberHeads.rescaled(new float[] {0, 1}, bias.values(), SCALE, new NumberScale(7, 100)))
        .containsExactly(5000f, (float) Math.log(2));
  }

  /** Each word is worth something; where token 31 stands, less is known of it. */
  private static List<LabelledRow> rows(int count, long seed) {
    Random random = new Random(seed);
    List<LabelledRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ids = new int[5];
      ids[0] = 2;
      double sum = 0;
      for (int t = 1; t < 4; t++) {
        int word = random.nextInt(20);
        ids[t] = 4 + word;
        sum += (word - 9.5) / 10;
      }
      boolean hard = random.nextInt(3) == 0;
      ids[4] = hard ? 31 : 30;
      sum += random.nextGaussian() * (hard ? 0.8 : 0.05);
      rows.add(LabelledRow.ofNumber(new TokenizedText(ids, new int[5], false), 5000 + 200 * sum));
    }
    return rows;
  }

  private static float[] told(TrainedEncoder encoder, LabelledRow row) throws IOException {
    TorchScriptModule trained =
        EncoderTemplate.module(SHAPE, encoder.weights(), new double[] {1, 1});
    try (TorchModule module = TemporaryModule.of(trained, Device.cpu());
        NDManager scope = module.newScope()) {
      TokenBatch batch = TokenBatch.of(List.of(row.text()), 0, scope);
      return module.call("forward", batch.ids(), batch.types(), batch.mask()).toFloatArray();
    }
  }

  @Test
  void train_wordsThatAreWorthSomething_learnsNumbersInTheirUnitAndWhatIsHard() throws IOException {
    List<LabelledRow> dev = rows(200, 2);
    TrainedEncoder encoder =
        new JointTrainer(
                SHAPE, TinyTask.options(14, 14, 0.005, 1), TinyTask.PADDING, TinyTask.SILENT)
            .train(EncoderInitializer.weights(SHAPE, 1), rows(900, 1), dev);
    assertThat(encoder.devAccuracy()).hasSize(2).allMatch(r2 -> r2 > 0.6 && r2 < 1);
    assertThat(encoder.temperatures()).containsExactly(1.0, 1.0);
    double sureOfHard = 0;
    double sureOfEasy = 1;
    for (LabelledRow row : dev.subList(0, 30)) {
      float[] told = told(encoder, row);
      boolean hard = row.text().ids()[4] == 31;
      if (hard) {
        sureOfHard = Math.max(sureOfHard, told[1]);
      } else {
        assertThat((double) told[0]).isCloseTo(row.number(), within(150.0));
        sureOfEasy = Math.min(sureOfEasy, told[1]);
      }
    }
    assertThat(sureOfHard).isLessThan(sureOfEasy);
  }

  @Test
  void train_whatCannotBeLearnt_isRefused() {
    JointTrainer trainer =
        new JointTrainer(SHAPE, TinyTask.OPTIONS, TinyTask.PADDING, TinyTask.SILENT);
    List<Tensor> start = EncoderInitializer.weights(SHAPE, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(start, rows(3, 1), List.of(row(2), row(2))))
        .withMessageStartingWith("Cannot train on dev rows that all have the label 2.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(start, List.of(row(Double.NaN)), rows(3, 1)))
        .withMessage("Cannot train on a row with the label NaN (must be a finite number)");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.offramp.engine.torch.TokenBatch;
import io.offramp.engine.torch.TorchModule;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Gradients of a head's bias come from its own exit alone, so they tell what its loss is. */
final class ObjectiveScriptTest {
  private static final List<LabelledRow> ROWS = TinyTask.rows(9, 5);
  private static final int CLASSES = TinyTask.CLASSES;
  private static final double CLOSE = 1e-6;

  /**
   * What a backward pass found.
   *
   * @param loss the objective
   * @param logits by exit, by row and class
   * @param biases gradients of the heads' biases, by exit
   */
  private record Pass(double loss, List<double[][]> logits, List<float[]> biases) {}

  private Pass pass(String weights, double distill, double temperature) throws IOException {
    Objective objective = new Objective(ExitWeights.parse(weights), distill, temperature);
    try (TorchModule module = ExitLosses.module(TinyTask.SHAPE, objective, 4);
        NDManager scope = module.newScope()) {
      TokenBatch batch =
          TokenBatch.of(ROWS.stream().map(LabelledRow::text).toList(), TinyTask.PADDING, scope);
      Shape ids = batch.ids().getShape();
      NDArray keep = scope.ones(new Shape(ids.get(0), ids.get(1), 1));
      NDArray labels = scope.create(ROWS.stream().mapToLong(LabelledRow::label).toArray());
      double loss;
      try (GradientCollector gradients = module.newGradientCollector()) {
        NDArray total =
            module.callForTraining(
                ObjectiveScript.METHOD, batch.ids(), batch.types(), batch.mask(), keep, labels);
        gradients.backward(total);
        loss = total.getFloat();
      }
      float[] logits =
          module.call("exit_logits", batch.ids(), batch.types(), batch.mask(), keep).toFloatArray();
      return new Pass(
          loss,
          List.of(exit(logits, 0), exit(logits, 1)),
          List.of(bias(module, 1), bias(module, 2)));
    }
  }

  private static double[][] exit(float[] logits, int exit) {
    double[][] rows = new double[ROWS.size()][CLASSES];
    for (int i = 0; i < ROWS.size() * CLASSES; i++) {
      rows[i / CLASSES][i % CLASSES] = logits[exit * ROWS.size() * CLASSES + i];
    }
    return rows;
  }

  private static float[] bias(TorchModule module, int exit) {
    try (NDArray gradient =
        module.block().getParameters().get("head_" + exit + "_bias").getArray().getGradient()) {
      return gradient.toFloatArray();
    }
  }

  private static double[] softened(double[] logits, double temperature) {
    double[] shares = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      shares[i] = Math.exp(logits[i] / temperature);
      sum += shares[i];
    }
    for (int i = 0; i < logits.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  private static double entropy(double[][] logits) {
    double sum = 0;
    for (int row = 0; row < logits.length; row++) {
      sum -= Math.log(softened(logits[row], 1)[ROWS.get(row).label()]);
    }
    return sum / logits.length;
  }

  @Test
  void objective_weights_areThoseOfTheLossAndOfEachExitsGradient() throws IOException {
    Pass equal = pass("equal", 0, 2);
    Pass given = pass("1,3", 0, 2);
    double first = entropy(equal.logits().get(0));
    double last = entropy(equal.logits().get(1));
    assertThat(equal.loss()).isCloseTo((first + last) / 2, within(CLOSE));
    assertThat(given.loss()).isCloseTo((0.25 * first + 0.75 * last), within(CLOSE));
    for (int i = 0; i < CLASSES; i++) {
      assertThat((double) given.biases().get(0)[i])
          .isCloseTo(0.5 * equal.biases().get(0)[i], within(CLOSE));
      assertThat((double) given.biases().get(1)[i])
          .isCloseTo(1.5 * equal.biases().get(1)[i], within(CLOSE));
    }
  }

  @Test
  void objective_distilled_isTheFormulasAndLeavesTheLastExitAlone() throws IOException {
    double share = 0.7;
    double temperature = 3;
    Pass plain = pass("equal", 0, 2);
    Pass distilled = pass("equal", share, temperature);
    assertThat(distilled.biases().get(1)).containsExactly(plain.biases().get(1), within(1e-7f));
    double[] expected = new double[CLASSES];
    double divergence = 0;
    for (int row = 0; row < ROWS.size(); row++) {
      double[] answer = softened(plain.logits().get(0)[row], 1);
      double[] soft = softened(plain.logits().get(0)[row], temperature);
      double[] teacher = softened(plain.logits().get(1)[row], temperature);
      for (int i = 0; i < CLASSES; i++) {
        double right = ROWS.get(row).label() == i ? 1 : 0;
        expected[i] +=
            (1 - share) * (answer[i] - right) + share * temperature * (soft[i] - teacher[i]);
        divergence += teacher[i] * Math.log(teacher[i] / soft[i]);
      }
    }
    for (int i = 0; i < CLASSES; i++) {
      assertThat((double) distilled.biases().get(0)[i])
          .isCloseTo(expected[i] / ROWS.size() / 2, within(CLOSE));
    }
    double first =
        (1 - share) * entropy(plain.logits().get(0))
            + share * temperature * temperature * divergence / ROWS.size();
    assertThat(distilled.loss())
        .isCloseTo((first + entropy(plain.logits().get(1))) / 2, within(CLOSE));
  }

  @Test
  void objective_shareOrTemperatureOutOfRange_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Objective(ExitWeights.EQUAL, 1.1, 2))
        .withMessage("Cannot train with distillation share 1.1 (must be within 0 to 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Objective(ExitWeights.EQUAL, 0.5, 0))
        .withMessage("Cannot train with distillation temperature 0.0 (must be within 0.1 to 100)");
  }
}

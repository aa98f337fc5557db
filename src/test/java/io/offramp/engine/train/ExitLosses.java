// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.encoder.EncoderInitializer;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.torch.TemporaryModule;
import io.offramp.engine.torch.TorchModule;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What a training module's own method makes of logits and targets. */
final class ExitLosses {
  private ExitLosses() {}

  /** An encoder to train by an objective, of random weights. */
  static TorchModule module(EncoderShape shape, Objective objective, long seed) throws IOException {
    double[] neutral = new double[shape.exits()];
    Arrays.fill(neutral, 1);
    return TemporaryModule.forTraining(
        ObjectiveScript.addTo(
            EncoderTemplate.module(shape, EncoderInitializer.weights(shape, seed), neutral),
            shape,
            objective));
  }

  /**
   * The losses by exit.
   *
   * @param logits by exit, by row
   */
  static float[] of(
      EncoderShape shape, Objective objective, List<LabelledRow> rows, List<List<float[]>> logits)
      throws IOException {
    int outputs = shape.outputs();
    float[] all = new float[logits.size() * rows.size() * outputs];
    int at = 0;
    for (List<float[]> exit : logits) {
      for (float[] row : exit) {
        System.arraycopy(row, 0, all, at, outputs);
        at += outputs;
      }
    }
    try (TorchModule module = module(shape, objective, 1);
        NDManager scope = module.newScope()) {
      NDArray given = scope.create(all, new Shape(logits.size(), rows.size(), outputs));
      return module.call("exit_losses", given, Targets.of(rows, shape, scope)).toFloatArray();
    }
  }

  /** To five digits. */
  static void assertClose(float[] actual, List<Double> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      double value = expected.get(i);
      assertThat((double) actual[i]).isCloseTo(value, within(1e-5 * (1 + Math.abs(value))));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.offramp.engine.djl.DjlDefaults;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AdamWTest {
  private static final OptionalDouble NO_CLIPPING = OptionalDouble.empty();

  private static final double[] FULL_RATES = {1, 1};

  private final JsonNode reference;
  private final NDManager manager;

  AdamWTest() throws IOException {
    DjlDefaults.apply();
    manager = NDManager.newBaseManager("PyTorch");
    reference =
        new ObjectMapper()
            .readTree(Objects.requireNonNull(AdamWTest.class.getResource("adamw/reference.json")));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static float[] floats(JsonNode numbers) {
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get(i).floatValue();
    }
    return values;
  }

  private List<NDArray> weights() {
    List<NDArray> weights = new ArrayList<>();
    for (JsonNode values : reference.get("weights")) {
      Shape shape = values.size() == 6 ? new Shape(2, 3) : new Shape(values.size());
      NDArray weight = manager.create(floats(values), shape);
      weight.setRequiresGradient(true);
      weights.add(weight);
    }
    return weights;
  }

  /** Makes the weights' gradients those numbers. */
  private void backward(List<NDArray> weights, JsonNode gradients) {
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray total = manager.create(0f);
      for (int i = 0; i < weights.size(); i++) {
        NDArray weight = weights.get(i);
        NDArray wanted = manager.create(floats(gradients.get(i)), weight.getShape());
        total = total.add(weight.mul(wanted).sum());
      }
      collector.backward(total);
    }
  }

  @Test
  void step_clipped_movesWeightsAsPyTorchDoes() throws IOException {
    List<NDArray> weights = weights();
    double decay = reference.get("decay").doubleValue();
    double clip = reference.get("clip").doubleValue();
    try (AdamW optimizer = AdamW.of(weights, FULL_RATES, decay, OptionalDouble.of(clip))) {
      for (JsonNode step : reference.get("steps")) {
        backward(weights, step.get("gradients"));
        float norm = optimizer.step(step.get("rate").doubleValue());
        assertThat(norm).isCloseTo(step.get("norm").floatValue(), within(1e-5f));
        for (int i = 0; i < weights.size(); i++) {
          assertThat(weights.get(i).toFloatArray())
              .containsExactly(floats(step.get("weights").get(i)), within(1e-6f));
          try (NDArray gradient = weights.get(i).getGradient()) {
            assertThat(gradient.toFloatArray()).containsOnly(0f);
          }
        }
      }
      assertThat(optimizer.steps()).isEqualTo(4);
    }
  }

  /** Means after one step are a tenth of the gradients that were used. */
  @Test
  void step_normAboveTheBound_scalesGradientsToIt() throws IOException {
    JsonNode gradients = reference.get("steps").get(0).get("gradients");
    double norm = 0;
    for (JsonNode values : gradients) {
      for (float value : floats(values)) {
        norm += (double) value * value;
      }
    }
    norm = Math.sqrt(norm);
    assertThat(norm).isGreaterThan(2);
    for (OptionalDouble clip :
        List.of(
            OptionalDouble.of(0.5), OptionalDouble.of(2), OptionalDouble.of(1e6), NO_CLIPPING)) {
      List<NDArray> weights = weights();
      try (AdamW optimizer = AdamW.of(weights, FULL_RATES, 0, clip)) {
        backward(weights, gradients);
        assertThat((double) optimizer.step(0.01)).isCloseTo(norm, within(1e-4));
        double scale = Math.max(1, norm / clip.orElse(Double.POSITIVE_INFINITY));
        for (int i = 0; i < weights.size(); i++) {
          float[] used = optimizer.means().get(i);
          for (int j = 0; j < used.length; j++) {
            double wanted = 0.1 * floats(gradients.get(i))[j] / scale;
            assertThat((double) used[j]).as("bound " + clip).isCloseTo(wanted, within(1e-6));
          }
        }
      }
    }
  }

  @Test
  void resume_fromWhatAnotherLeft_takesTheSameSteps() throws IOException {
    JsonNode steps = reference.get("steps");
    List<NDArray> weights = weights();
    List<NDArray> others = weights();
    try (AdamW first = AdamW.of(weights, FULL_RATES, 0.1, NO_CLIPPING);
        AdamW second = AdamW.of(others, FULL_RATES, 0.1, NO_CLIPPING)) {
      backward(weights, steps.get(0).get("gradients"));
      first.step(0.01);
      second.resume(first.steps(), first.means(), first.variances());
      for (int i = 0; i < others.size(); i++) {
        others.get(i).subi(others.get(i)).addi(weights.get(i));
      }
      backward(weights, steps.get(1).get("gradients"));
      backward(others, steps.get(1).get("gradients"));
      first.step(0.02);
      second.step(0.02);
      for (int i = 0; i < others.size(); i++) {
        assertThat(others.get(i).toFloatArray()).isEqualTo(weights.get(i).toFloatArray());
      }
    }
  }

  @Test
  void step_weightsWithRatesOfTheirOwn_moveAsByOptimisersOfTheirOwn() throws IOException {
    JsonNode steps = reference.get("steps");
    double[] rates = {0.25, 1};
    List<NDArray> together = weights();
    List<NDArray> apart = weights();
    assertThat(together).hasSameSizeAs(rates);
    try (AdamW all = AdamW.of(together, rates, 0.1, NO_CLIPPING);
        AdamW slow = AdamW.of(apart.subList(0, 1), new double[] {1}, 0.1, NO_CLIPPING);
        AdamW fast = AdamW.of(apart.subList(1, 2), new double[] {1}, 0.1, NO_CLIPPING)) {
      for (JsonNode step : steps) {
        backward(together, step.get("gradients"));
        backward(apart, step.get("gradients"));
        all.step(0.02);
        slow.step(0.005);
        fast.step(0.02);
      }
    }
    for (int i = 0; i < rates.length; i++) {
      assertThat(together.get(i).toFloatArray())
          .containsExactly(apart.get(i).toFloatArray(), within(1e-7f));
    }
    assertThat(together.get(0).toFloatArray()).isNotEqualTo(weights().get(0).toFloatArray());
  }
}

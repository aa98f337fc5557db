// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.engine.fixture.TinyEncoder;
import io.offramp.engine.torchscript.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EncoderTemplateTest {
  private static final EncoderShape SHAPE = TinyEncoder.SHAPE;
  private static final double[] TEMPERATURES = {1, 2.5};

  private static List<Tensor> weights() {
    return new ArrayList<>(EncoderInitializer.weights(SHAPE, 1));
  }

  private static void assertRefused(List<Tensor> weights, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EncoderTemplate.module(SHAPE, weights, TEMPERATURES))
        .withMessage(message);
  }

  @Test
  void module_temperatures_areBuffersBesideTheWeights() {
    List<Tensor> weights = weights();
    var module = EncoderTemplate.module(SHAPE, weights, TEMPERATURES);
    assertThat(module.parameters()).isEqualTo(weights);
    assertThat(module.buffers())
        .extracting(Tensor::name)
        .containsExactly("temperature_1", "temperature_2");
    assertThat(module.buffers().get(1).values()).containsExactly(2.5f);
  }

  @Test
  void module_aTensorMissing_isRefused() {
    List<Tensor> weights = weights();
    weights.remove(3);
    assertRefused(weights, "Cannot build an encoder from 44 tensors (must be 45)");
  }

  @Test
  void module_twoTensorsSwapped_isRefusedNamingBoth() {
    List<Tensor> weights = weights();
    Collections.swap(weights, 3, 4);
    assertRefused(
        weights,
        "Cannot place tensor 'embeddings_norm_bias' [16] (must be 'embeddings_norm_weight' [16])");
  }

  @Test
  void module_tensorOfAnotherShape_isRefused() {
    List<Tensor> weights = weights();
    Tensor word = weights.get(0);
    weights.set(0, new Tensor(word.name(), new long[] {16, 50}, word.values()));
    assertRefused(
        weights,
        "Cannot place tensor 'embeddings_word' [16, 50] (must be 'embeddings_word' [50, 16])");
  }

  @Test
  void module_temperaturesForOtherExits_isRefused() {
    for (double[] temperatures : new double[][] {{1}, {1, 1, 1}, {}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EncoderTemplate.module(SHAPE, weights(), temperatures))
          .withMessage(
              "Cannot divide the logits of 2 exits by %d temperatures (must be one an exit)"
                  .formatted(temperatures.length));
    }
  }
}

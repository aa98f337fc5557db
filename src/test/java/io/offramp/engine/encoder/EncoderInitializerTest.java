// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.offramp.engine.fixture.TinyEncoder;
import io.offramp.engine.torchscript.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EncoderInitializerTest {
  @Test
  void weights_sameSeed_areEqualAndAnotherSeedsAreNot() {
    List<Tensor> first = EncoderInitializer.weights(TinyEncoder.SHAPE, 5);
    List<Tensor> second = EncoderInitializer.weights(TinyEncoder.SHAPE, 5);
    List<Tensor> other = EncoderInitializer.weights(TinyEncoder.SHAPE, 6);
    for (int i = 0; i < first.size(); i++) {
      assertThat(second.get(i).values()).isEqualTo(first.get(i).values());
    }
    assertThat(other.get(0).values()).isNotEqualTo(first.get(0).values());
  }

  private static EncoderShape ofSharedLayers() {
    EncoderStyle style = new EncoderStyle(1e-12, Activation.GELU, 16, true, Optional.empty());
    List<ExitHead> heads = List.of(ExitHead.linear(Pooling.MEAN));
    return new EncoderShape(
        50, 12, 2, 16, 6, 2, 24, List.of(6), 5, heads, style, Task.SINGLE_LABEL, NumberScale.UNIT);
  }

  /** Layers that share one tensor add to the states once each all the same. */
  @Test
  void weights_eachKind_startsAsItShould() {
    assertStarts(TinyEncoder.SHAPE);
    assertStarts(ofSharedLayers());
  }

  private static void assertStarts(EncoderShape shape) {
    for (Tensor tensor : EncoderInitializer.weights(shape, 5)) {
      if (tensor.name().endsWith("_norm_weight")) {
        assertThat(tensor.values()).as(tensor.name()).containsOnly(1f);
      } else if (tensor.name().endsWith("_bias")) {
        assertThat(tensor.values()).as(tensor.name()).containsOnly(0f);
      } else {
        boolean table = tensor.name().startsWith("embeddings_");
        boolean added =
            tensor.name().endsWith("attention_output_weight")
                || tensor.name().endsWith("feed_forward_out_weight");
        double sums = (added ? 2.0 * shape.layers() : 1) * tensor.shape()[1];
        double expected = table ? 0.05 : 1 / Math.sqrt(sums);
        double error = 4 * expected / Math.sqrt(2.0 * tensor.values().length); // of the estimate
        assertThat(deviation(tensor.values())).as(tensor.name()).isCloseTo(expected, within(error));
      }
    }
  }

  private static double deviation(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares / values.length);
  }
}

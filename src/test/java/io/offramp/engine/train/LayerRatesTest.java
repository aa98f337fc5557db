// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTensors;
import io.offramp.engine.encoder.Pooling;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class LayerRatesTest {
  private static final EncoderShape SHAPE =
      new EncoderShape(50, 8, 2, 8, 3, 2, 16, List.of(1, 3), 2, Pooling.MEAN);

  private static Map<String, Double> rates(EncoderShape shape, double decay) {
    double[] rates = LayerRates.of(shape, decay);
    List<EncoderTensors.Spec> specs = EncoderTensors.specs(shape);
    Map<String, Double> byName = new TreeMap<>();
    for (int i = 0; i < rates.length; i++) {
      byName.put(specs.get(i).name(), rates[i]);
    }
    assertThat(byName).hasSameSizeAs(rates);
    return byName;
  }

  @Test
  void of_half_halvesFromLayerToLayerDownwards() {
    Map<String, Double> rates = rates(SHAPE, 0.5);
    assertThat(rates)
        .containsEntry("head_1_weight", 1.0)
        .containsEntry("head_2_bias", 1.0)
        .containsEntry("layer_3_attention_qkv_weight", 1.0)
        .containsEntry("layer_2_feed_forward_norm_bias", 0.5)
        .containsEntry("layer_1_attention_norm_weight", 0.25)
        .containsEntry("embeddings_word", 0.125)
        .containsEntry("embeddings_norm_bias", 0.125);
  }

  @Test
  void of_one_isTheFullRateEverywhere() {
    assertThat(rates(SHAPE, 1).values()).containsOnly(1.0);
  }
}

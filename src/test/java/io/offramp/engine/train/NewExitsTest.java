// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.EncoderTemplate;
import io.offramp.engine.fixture.TinyEncoder;
import io.offramp.engine.torchscript.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class NewExitsTest {
  /** Three layers, 16 wide, exits after 1 and 3, five classes. */
  private static final EncoderShape BEFORE = TinyEncoder.SHAPE;

  private static final List<Tensor> WEIGHTS = TinyEncoder.weights(BEFORE, 1);

  private static Map<String, float[]> values(List<Tensor> tensors) {
    return tensors.stream().collect(Collectors.toMap(Tensor::name, Tensor::values));
  }

  private static LinearHead head(int classes, float value) {
    float[] weights = new float[classes * BEFORE.width()];
    java.util.Arrays.fill(weights, value);
    float[] bias = new float[classes];
    java.util.Arrays.fill(bias, -value);
    return new LinearHead(weights, bias);
  }

  @Test
  void weights_exitsElsewhere_keepTheBackboneAndTheLastHead() {
    NewExits exits = NewExits.of(BEFORE, List.of(2, 3), 5, true);
    assertThat(exits.shape().exitLayers()).containsExactly(2, 3);
    assertThat(exits.keeps(1)).isFalse();
    assertThat(exits.keeps(2)).isTrue();
    List<Tensor> tensors = exits.weights(WEIGHTS, List.of(head(5, 7), head(5, 8)));
    EncoderTemplate.module(exits.shape(), tensors, new double[] {1, 1}); // checks names and sizes
    Map<String, float[]> before = values(WEIGHTS);
    Map<String, float[]> after = values(tensors);
    before.forEach(
        (name, value) -> {
          if (!name.startsWith("head_")) {
            assertThat(after.get(name)).as(name).isSameAs(value);
          }
        });
    assertThat(after.get("head_1_weight")).containsOnly(7f);
    assertThat(after.get("head_1_bias")).containsOnly(-7f);
    assertThat(after.get("head_2_weight")).isSameAs(before.get("head_2_weight"));
    assertThat(after.get("head_2_bias")).isSameAs(before.get("head_2_bias"));
  }

  @Test
  void weights_lastFittedAnew_haveItsNewHeadOfOtherClasses() {
    NewExits exits = NewExits.of(BEFORE, List.of(1, 2, 3), 2, false);
    List<Tensor> tensors = exits.weights(WEIGHTS, Collections.nCopies(3, head(2, 4)));
    EncoderTemplate.module(exits.shape(), tensors, new double[] {1, 1, 1});
    assertThat(values(tensors).get("head_3_weight")).hasSize(32).containsOnly(4f);
  }

  @Test
  void of_impossiblePlaces_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NewExits.of(BEFORE, List.of(1, 4), 5, true))
        .withMessage("Cannot place exits after layers [1, 4] (must ascend within 1 to 3)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NewExits.of(BEFORE, List.of(1, 2), 5, true))
        .withMessage("Cannot place exits after layers [1, 2] (the last must be layer 3)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NewExits.of(BEFORE, List.of(3), 4, true))
        .withMessage(
            "Cannot keep the last exit, which tells 5 classes apart, among exits of 4 (must be as many; fit it anew)");
  }

  @Test
  void logits_ofAHead_areProductsAndBias() {
    LinearHead head = new LinearHead(new float[] {1, 2, 3, 4}, new float[] {10, 20});
    assertThat(head.logits(new float[] {1, -1})).containsExactly(9, 19);
    assertThat(head.classes()).isEqualTo(2);
    assertThat(head.width()).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> head.logits(new float[3]))
        .withMessage("Cannot classify a vector of 3 values (must be 2)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LinearHead(new float[3], new float[2]))
        .withMessageStartingWith("Cannot classify with 3 weights and 2 biases");
  }
}

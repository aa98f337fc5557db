// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.offramp.calibration.json.Sha256;
import io.offramp.engine.fixture.TinyEncoder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EncoderStyleTest {
  private static final ExitHead LINEAR = ExitHead.linear(Pooling.MEAN);

  private static EncoderShape shape(EncoderStyle style, List<ExitHead> heads) {
    return new EncoderShape(
        50,
        12,
        2,
        16,
        3,
        2,
        24,
        List.of(1, 3),
        5,
        heads,
        style,
        Task.SINGLE_LABEL,
        NumberScale.UNIT);
  }

  /**
   * No operation is added for what other styles need, and so no bit of a result changes. To be set
   * anew when the code for BERT's style is changed on purpose.
   */
  @ParameterizedTest
  @CsvSource({
    "MEAN, 6f2a9442d2287491b1605d31ddc359e3f79d81469ca7d8a4b9154b1e8e33e931,"
        + " 1747a0b82498853e1738278bda7bd24a69537ea7eac85c4b5725b1bbdc5ade6c,"
        + " 4b8d83347788b46e95fe54954b24f96a7736dbefa48d31a8472287adbd120bf1",
    "CLS, 05c127eb49f25c506fa3b9bb6689fa2dbc16b5509e36c536c86f508d336f57c9,"
        + " 2bbec8c7d24c811cfd7ae909fb913cb7922863308d9c8fd8833f651890ea1fd9,"
        + " 540cb664a3ea975fdc4ec11dfa841c0c6ccd0dd975705d44f059189321d7ab15"
  })
  void methods_ofBertsStyle_areWordForWordWhatTheyWereBeforeStyles(
      Pooling pooling, String template, String oneDnn, String plain) {
    EncoderShape shape = TinyEncoder.shape(pooling);
    String methods =
        EncoderTemplate.module(shape, TinyEncoder.weights(shape, 1), new double[] {1, 1}).methods();
    assertThat(Sha256.of(methods)).isEqualTo(template);
    assertThat(Sha256.of(KernelTemplate.methods(shape, Kernels.ONEDNN, Precision.FP32)))
        .isEqualTo(oneDnn);
    assertThat(Sha256.of(KernelTemplate.methods(shape, Kernels.PLAIN, Precision.FP32)))
        .isEqualTo(plain);
  }

  @Test
  void specs_layersThatShareTheirTensors_areThoseOfOne() {
    EncoderStyle style = new EncoderStyle(1e-12, Activation.GELU, 8, true, Optional.empty());
    List<String> names =
        EncoderTensors.specs(shape(style, List.of(LINEAR, LINEAR))).stream()
            .map(EncoderTensors.Spec::name)
            .toList();
    assertThat(names).contains("layer_1_attention_qkv_weight", "embeddings_projection_weight");
    assertThat(names).noneMatch(name -> name.startsWith("layer_2"));
  }

  @Test
  void specs_whatAStyleAddsToBerts_hasItsPlaceAndShape() {
    EncoderStyle style =
        new EncoderStyle(
            1e-5, Activation.GELU, 8, false, Optional.of(new RelativeAttention(32, 128)));
    ExitHead dense = new ExitHead(Pooling.CLS, Optional.of(Activation.TANH));
    List<EncoderTensors.Spec> specs = EncoderTensors.specs(shape(style, List.of(LINEAR, dense)));
    assertThat(specs.get(0).shape()).containsExactly(50L, 8L);
    assertThat(named(specs, "embeddings_norm_bias")).containsExactly(8L);
    assertThat(named(specs, "embeddings_projection_weight")).containsExactly(16L, 8L);
    assertThat(named(specs, "embeddings_projection_bias")).containsExactly(16L);
    assertThat(named(specs, "attention_relative_bias")).containsExactly(32L, 2L);
    assertThat(named(specs, "head_2_dense_weight")).containsExactly(16L, 16L);
    assertThat(named(specs, "head_2_dense_bias")).containsExactly(16L);
    assertThat(specs).noneMatch(spec -> spec.name().startsWith("head_1_dense"));
  }

  @Test
  void layersAbove_whatAStyleAddsToBerts_isAllOfThemOrNone() {
    ExitHead dense = new ExitHead(Pooling.CLS, Optional.of(Activation.TANH));
    for (boolean shared : List.of(true, false)) {
      EncoderShape shape =
          shape(
              new EncoderStyle(
                  1e-5, Activation.GELU, 8, shared, Optional.of(new RelativeAttention(32, 128))),
              List.of(LINEAR, dense));
      int layers = shared ? 1 : shape.layers();
      for (EncoderTensors.Spec spec : EncoderTensors.specs(shape)) {
        int expected =
            spec.name().startsWith("head_")
                ? 0
                : spec.name().startsWith("layer_")
                    ? layers - (spec.name().charAt("layer_".length()) - '0')
                    : layers;
        assertThat(EncoderTensors.layersAbove(spec, shape)).as(spec.name()).isEqualTo(expected);
      }
    }
  }

  private static List<Long> named(List<EncoderTensors.Spec> specs, String name) {
    return specs.stream().filter(spec -> spec.name().equals(name)).findAny().orElseThrow().shape();
  }

  @Test
  void shape_headsThatAreNotAsManyAsExits_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shape(EncoderStyle.bert(16), List.of(LINEAR)))
        .withMessage("Cannot put 1 heads on 2 exits (must be one an exit)");
  }

  /** By their definitions, in Python. */
  @ParameterizedTest
  @CsvSource({
    "GELU, 0.5, 0.3457312306370065",
    "GELU, -1.5, -0.10021080190670962",
    "GELU_TANH, 0.5, 0.34571400982514394",
    "GELU_TANH, -1.5, -0.10042842800203806",
    "RELU, 0.5, 0.5",
    "RELU, -1.5, 0",
    "TANH, -1.5, -0.9051482536448664"
  })
  void of_eachActivation_isItsDefinition(Activation activation, double x, double expected) {
    assertThat(activation.of(x)).isCloseTo(expected, within(1e-6));
    assertThat(Activation.ofId(activation.id())).isSameAs(activation);
  }
}

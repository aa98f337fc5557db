// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.encoder.Activation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ActivationNamesTest {
  private static final ConfigFields NOTHING = ConfigFields.parse("{}", "config.json");

  @ParameterizedTest
  @CsvSource({
    "gelu, GELU, gelu",
    "gelu_python, GELU, gelu",
    "gelu_new, GELU_TANH, gelu_new",
    "gelu_fast, GELU_TANH, gelu_new",
    "gelu_pytorch_tanh, GELU_TANH, gelu_new",
    "relu, RELU, relu",
    "tanh, TANH, tanh",
  })
  void read_name_isThatActivation(String name, Activation activation, String written) {
    assertThat(ActivationNames.read(NOTHING, "hidden_act", name)).isEqualTo(activation);
    assertThat(ActivationNames.write(activation)).isEqualTo(written);
  }
}

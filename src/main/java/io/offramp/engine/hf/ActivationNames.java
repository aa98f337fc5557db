// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.checkpoint.Shown;
import io.offramp.engine.encoder.Activation;

/** What a {@code config.json} calls activations. */
final class ActivationNames {
  private ActivationNames() {}

  /**
   * The activation of that name.
   *
   * @throws HfException if the encoder has none such
   */
  static Activation read(ConfigFields fields, String field, String name) {
    return switch (name) {
      case "gelu", "gelu_python" -> Activation.GELU;
      case "gelu_new", "gelu_fast", "gelu_pytorch_tanh" -> Activation.GELU_TANH;
      case "relu" -> Activation.RELU;
      case "tanh" -> Activation.TANH;
      default ->
          throw fields.unsupported(
              "\"%s\" is \"%s\"".formatted(field, Shown.of(name)),
              "must be one of gelu, gelu_python, gelu_new, gelu_fast, gelu_pytorch_tanh, relu, tanh");
    };
  }

  static String write(Activation activation) {
    return switch (activation) {
      case GELU -> "gelu";
      case GELU_TANH -> "gelu_new";
      case RELU -> "relu";
      case TANH -> "tanh";
    };
  }
}

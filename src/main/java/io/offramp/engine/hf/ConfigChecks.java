// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.engine.checkpoint.Shown;
import java.util.List;

/** Refuses models that share a family's name and tensors, but compute something else. */
final class ConfigChecks {
  private ConfigChecks() {}

  static void check(ConfigFields fields) {
    for (String flag : List.of("is_decoder", "add_cross_attention", "is_encoder_decoder")) {
      if (fields.flag(flag, false)) {
        throw fields.unsupported("\"%s\" is true".formatted(flag), "must be an encoder");
      }
    }
    String positions = fields.text("position_embedding_type").orElse("absolute");
    if (!positions.equals("absolute")) {
      throw fields.unsupported(
          "\"position_embedding_type\" is \"%s\"".formatted(Shown.of(positions)),
          "must be \"absolute\"");
    }
    if (fields.has("quantization_config")) {
      throw fields.unsupported(
          "it has a \"quantization_config\"", "must hold float weights; save it unquantised");
    }
    if (fields.has("pruned_heads") && !fields.object().path("pruned_heads").isEmpty()) {
      throw fields.unsupported(
          "\"pruned_heads\" is not empty", "must have equally many heads in every layer");
    }
  }
}

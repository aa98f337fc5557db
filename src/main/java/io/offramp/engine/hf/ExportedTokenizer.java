// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import io.offramp.engine.bundle.BundleManifest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The {@code tokenizer_config.json} beside a {@code tokenizer.json}. */
final class ExportedTokenizer {
  /** What special tokens are called, by what they are for. */
  private static final Map<String, List<String>> USUAL =
      new TreeMap<>(
          Map.of(
              "unk_token", List.of("[UNK]", "<unk>"),
              "cls_token", List.of("[CLS]", "<s>"),
              "sep_token", List.of("[SEP]", "</s>"),
              "mask_token", List.of("[MASK]", "<mask>")));

  private ExportedTokenizer() {}

  /**
   * Names its length and special tokens.
   *
   * @param tokenTypes whether the model takes token types
   */
  static ObjectNode config(String tokenizerJson, BundleManifest manifest, boolean tokenTypes) {
    ObjectNode config = Json.object();
    config.put("tokenizer_class", "PreTrainedTokenizerFast");
    config.put("model_max_length", manifest.shape().maxLength());
    ArrayNode inputs = config.putArray("model_input_names").add("input_ids");
    if (tokenTypes) {
      inputs.add("token_type_ids");
    }
    inputs.add("attention_mask");
    JsonNode document = ConfigFields.parse(tokenizerJson, "tokenizer.json").object();
    // else transformers would tokenise without it
    PrefixSpace.of(document).ifPresent(put -> config.put("add_prefix_space", put));
    JsonNode added = document.path("added_tokens");
    for (JsonNode token : added) {
      if (token.path("id").intValue() == manifest.paddingId()) {
        config.put("pad_token", token.path("content").asText());
      }
    }
    USUAL.forEach(
        (purpose, names) -> {
          for (String name : names) {
            for (JsonNode token : added) {
              if (!config.has(purpose) && token.path("content").asText().equals(name)) {
                config.put(purpose, name);
              }
            }
          }
        });
    return config;
  }
}

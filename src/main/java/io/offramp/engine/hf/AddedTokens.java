// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Tokens that the files beside a {@code vocab.txt} add: texts that spell one keep it whole, be it a
 * new token or an entry of the vocabulary.
 *
 * @param vocabulary the file
 * @param specials the ids of the special tokens, which are kept whole anyway
 */
record AddedTokens(Path vocabulary, Map<String, Integer> specials) {
  private static final List<String> SPECIAL = List.of("bos_token", "eos_token");
  private static final String MORE = "additional_special_tokens";

  AddedTokens {
    specials = Map.copyOf(specials);
  }

  /**
   * Refuses any but the special tokens, each by its id.
   *
   * @param added the {@code added_tokens.json}
   * @param settings the {@code tokenizer_config.json}
   * @param map the {@code special_tokens_map.json}
   * @throws HfException naming the first few
   */
  void requireNone(ConfigFields added, ConfigFields settings, ConfigFields map) {
    List<String> unknown = new ArrayList<>();
    added
        .object()
        .fields()
        .forEachRemaining(token -> add(unknown, token.getKey(), token.getValue().asText()));
    require(added, unknown);
    settings
        .section("added_tokens_decoder")
        .ifPresent(
            section ->
                section
                    .object()
                    .fields()
                    .forEachRemaining(
                        token -> add(unknown, content(token.getValue()), token.getKey())));
    require(settings, unknown);
    for (ConfigFields fields : List.of(settings, map)) {
      for (String name : SPECIAL) {
        if (fields.has(name)) {
          add(unknown, content(fields.object().path(name)));
        }
      }
      JsonNode more = fields.object().path(MORE);
      if (fields.has(MORE) && !more.isArray()) {
        throw fields.wrong(MORE, more, "a list");
      }
      more.forEach(token -> add(unknown, content(token)));
      require(fields, unknown);
    }
  }

  /** A token: a text, or an object that has it as {@code content}. */
  private static String content(JsonNode token) {
    return token.isObject() ? token.path("content").asText() : token.asText();
  }

  private void add(List<String> unknown, String token) {
    if (!specials.containsKey(token)) {
      unknown.add(token);
    }
  }

  private void add(List<String> unknown, String token, String id) {
    if (!id.equals(Objects.toString(specials.get(token), ""))) {
      unknown.add(token);
    }
  }

  private void require(ConfigFields file, List<String> unknown) {
    if (!unknown.isEmpty()) {
      Path name = Path.of(file.source()).getFileName();
      throw VocabularyFile.refusal(
          vocabulary, "%s adds %s".formatted(name, Shortened.list(unknown)));
    }
  }
}

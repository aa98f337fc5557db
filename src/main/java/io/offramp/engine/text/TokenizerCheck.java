// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.engine.checkpoint.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Refuses a tokenizer that the native library would load, and then fail on with some text: there a
 * failure can end the whole process.
 */
final class TokenizerCheck {
  private static final Set<String> NEEDS_UNKNOWN_TOKEN = Set.of("WordPiece", "WordLevel");

  private TokenizerCheck() {}

  static void check(TokenizerDocument document) {
    JsonNode vocabulary = document.model().path("vocab");
    if (!vocabulary.isObject() && !vocabulary.isArray()) {
      throw new TokenizerException(
          "Cannot read tokenizer "
              + document.source()
              + ": no model.vocab in it (must be a Hugging Face tokenizer.json; a vocab.txt or"
              + " tokenizer_config.json is another file)");
    }
    if (needsUnknownToken(document.model()) && !knowsUnknownToken(document.model())) {
      throw new TokenizerException(
          "Cannot use tokenizer "
              + document.source()
              + ": its unknown token "
              + Shown.of(document.model().path("unk_token").toString())
              + " is not in its vocabulary (must be; else an unknown word cannot be encoded)");
    }
    checkMerges(document);
    for (JsonNode template : document.root().findParents("special_tokens")) {
      checkTemplate(document, template);
    }
  }

  /**
   * BPE's merges cut the prefix of continuing pieces off their second piece without looking, at as
   * many bytes as the prefix has characters: beyond its end, or within a character, the process
   * would end.
   */
  private static void checkMerges(TokenizerDocument document) {
    String prefix = document.model().path("continuing_subword_prefix").asText("");
    if (document.model().path("continuing_subword_prefix").isNull() || prefix.isEmpty()) {
      return;
    }
    for (JsonNode merge : document.model().path("merges")) {
      String second =
          merge.isArray()
              ? merge.path(1).asText()
              : merge.asText().substring(merge.asText().indexOf(' ') + 1);
      if (!second.startsWith(prefix) || !prefix.chars().allMatch(c -> c < 128)) {
        throw new TokenizerException(
            "Cannot use tokenizer %s: it merges %s, whose second piece lacks the prefix \"%s\" of pieces that continue a word (must begin with it, and the prefix be ASCII; save the tokenizer again by save_pretrained)"
                .formatted(document.source(), Shown.of(merge.toString()), Shown.of(prefix)));
      }
    }
  }

  private static void checkTemplate(TokenizerDocument document, JsonNode template) {
    requireTexts(document, template.path("single"), "of a single text", List.of("A"));
    requireTexts(document, template.path("pair"), "of a pair", List.of("A", "B"));
    for (String form : new String[] {"single", "pair"}) {
      for (JsonNode part : template.path(form)) {
        JsonNode token = part.path("SpecialToken").path("id");
        if (token.isTextual() && !template.path("special_tokens").has(token.textValue())) {
          throw new TokenizerException(
              "Cannot use tokenizer "
                  + document.source()
                  + ": its template names the special token "
                  + Shown.of(token.toString())
                  + " (must be one of special_tokens)");
        }
      }
    }
  }

  /** A text that stands twice would be longer than it was cut to; one that is left out, lost. */
  private static void requireTexts(
      TokenizerDocument document, JsonNode form, String of, List<String> wanted) {
    List<String> texts = new ArrayList<>();
    for (JsonNode part : form) {
      if (part.has("Sequence")) {
        texts.add(part.path("Sequence").path("id").asText());
      }
    }
    if (!form.isEmpty() && !texts.equals(wanted)) {
      throw new TokenizerException(
          "Cannot use tokenizer %s: its template %s has the texts %s (must be %s; save the tokenizer again by save_pretrained)"
              .formatted(document.source(), of, Shown.of(texts.toString()), wanted));
    }
  }

  /** Whether an unknown character certainly has a token, so that encoding cannot fail. */
  static boolean knowsUnknownToken(JsonNode model) {
    JsonNode vocabulary = model.path("vocab");
    if (vocabulary.isArray()) {
      return model.path("unk_id").isIntegralNumber();
    }
    JsonNode unknown = model.path("unk_token");
    return unknown.isTextual() ? vocabulary.has(unknown.textValue()) : !needsUnknownToken(model);
  }

  private static boolean needsUnknownToken(JsonNode model) {
    return NEEDS_UNKNOWN_TOKEN.contains(model.path("type").asText());
  }
}

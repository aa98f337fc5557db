// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.engine.checkpoint.Shown;
import io.offramp.engine.text.TextWindow.SpaceRule;
import java.util.Set;

/**
 * A parsed {@code tokenizer.json}: what Offramp wants to know of it before the native library sees
 * it.
 *
 * @param source what messages call the tokenizer: a path, or how it was given
 * @param root the document
 */
record TokenizerDocument(String source, ObjectNode root) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Set<String> PADDING_TOKENS = Set.of("[PAD]", "<pad>");

  static TokenizerDocument parse(String json, String source) {
    JsonNode root;
    try {
      root = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new TokenizerException(
          "Cannot read tokenizer %s: not JSON (%s)"
              .formatted(source, Shown.of(e.getOriginalMessage())),
          e);
    }
    if (!(root instanceof ObjectNode object)) {
      throw new TokenizerException(
          "Cannot read tokenizer "
              + source
              + ": "
              + (root.isMissingNode() ? "it is empty" : "a JSON " + root.getNodeType())
              + " (must be a JSON object, as Hugging Face writes tokenizer.json)");
    }
    TokenizerDocument document = new TokenizerDocument(source, object);
    TokenizerCheck.check(document);
    return document;
  }

  TokenizerDocument withoutTruncationAndPadding() {
    ObjectNode copy = root.deepCopy();
    copy.putNull("truncation");
    copy.putNull("padding");
    return new TokenizerDocument(source, copy);
  }

  /** Returns the padding token's id: by the padding section, else by its usual names, else 0. */
  int paddingId() {
    JsonNode section = root.path("padding").path("pad_id");
    if (section.isIntegralNumber()) {
      return section.intValue();
    }
    for (JsonNode token : root.path("added_tokens")) {
      if (PADDING_TOKENS.contains(token.path("content").asText())) {
        return token.path("id").intValue();
      }
    }
    return 0;
  }

  /** Returns the greatest id plus one: the rows an embedding table needs. */
  int vocabularySize() {
    int size = vocabulary().isArray() ? vocabulary().size() : 0;
    if (vocabulary().isObject()) {
      for (JsonNode id : vocabulary()) {
        size = Math.max(size, id.intValue() + 1);
      }
    }
    for (JsonNode token : root.path("added_tokens")) {
      size = Math.max(size, token.path("id").intValue() + 1);
    }
    return size;
  }

  /** Whether encoding cannot fail, so that the native library's batch call is safe. */
  boolean knowsUnknownToken() {
    return TokenizerCheck.knowsUnknownToken(model());
  }

  SpaceRule spaceRule() {
    boolean bert =
        model().path("type").asText().equals("WordPiece")
            && root.path("pre_tokenizer").path("type").asText().equals("BertPreTokenizer")
            && root.path("normalizer").path("type").asText().equals("BertNormalizer");
    for (JsonNode token : root.path("added_tokens")) {
      bert &= token.path("content").asText().chars().noneMatch(Character::isWhitespace);
    }
    return bert ? SpaceRule.SPACES_SEPARATE : SpaceRule.UNKNOWN;
  }

  String toJson() {
    return root.toString();
  }

  JsonNode model() {
    return root.path("model");
  }

  private JsonNode vocabulary() {
    return model().path("vocab");
  }
}

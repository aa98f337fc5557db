// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes the {@code tokenizer.json} of an uncased BERT tokenizer over a given vocabulary. */
final class WordPieceJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private WordPieceJson() {}

  static String write(List<String> vocabulary) {
    int specials = SpecialTokens.ALL.size();
    if (vocabulary.size() < specials
        || !vocabulary.subList(0, specials).equals(SpecialTokens.ALL)) {
      throw new IllegalArgumentException(
          "Cannot write a tokenizer: the vocabulary begins with "
              + vocabulary.subList(0, Math.min(specials, vocabulary.size()))
              + " (must begin with "
              + SpecialTokens.ALL
              + ")");
    }
    ObjectNode root = JSON.objectNode();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    root.set("added_tokens", addedTokens());
    root.set(
        "normalizer",
        typed("BertNormalizer")
            .put("clean_text", true)
            .put("handle_chinese_chars", true)
            .putNull("strip_accents")
            .put("lowercase", true));
    root.set("pre_tokenizer", typed("BertPreTokenizer"));
    root.set("post_processor", template());
    root.set("decoder", typed("WordPiece").put("prefix", "##").put("cleanup", true));
    root.set("model", model(vocabulary));
    return root.toString();
  }

  private static ArrayNode addedTokens() {
    ArrayNode tokens = JSON.arrayNode();
    for (String content : SpecialTokens.ALL) {
      tokens
          .addObject()
          .put("id", tokens.size() - 1)
          .put("content", content)
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    return tokens;
  }

  private static ObjectNode template() {
    ObjectNode template = typed("TemplateProcessing");
    template.set(
        "single",
        JSON.arrayNode()
            .add(special(SpecialTokens.FIRST, 0))
            .add(part("Sequence", "A", 0))
            .add(special(SpecialTokens.SEPARATOR, 0)));
    template.set(
        "pair",
        JSON.arrayNode()
            .add(special(SpecialTokens.FIRST, 0))
            .add(part("Sequence", "A", 0))
            .add(special(SpecialTokens.SEPARATOR, 0))
            .add(part("Sequence", "B", 1))
            .add(special(SpecialTokens.SEPARATOR, 1)));
    ObjectNode ids = template.putObject("special_tokens");
    for (String token : List.of(SpecialTokens.FIRST, SpecialTokens.SEPARATOR)) {
      ObjectNode entry = ids.putObject(token).put("id", token);
      entry.putArray("ids").add(SpecialTokens.ALL.indexOf(token));
      entry.putArray("tokens").add(token);
    }
    return template;
  }

  private static ObjectNode model(List<String> vocabulary) {
    ObjectNode model =
        typed("WordPiece")
            .put("unk_token", SpecialTokens.UNKNOWN)
            .put("continuing_subword_prefix", "##")
            .put("max_input_chars_per_word", BertWords.LONGEST_WORD);
    ObjectNode ids = model.putObject("vocab");
    for (int id = 0; id < vocabulary.size(); id++) {
      String entry = vocabulary.get(id);
      if (entry.isEmpty() || ids.has(entry)) {
        throw new IllegalArgumentException(
            "Cannot write a tokenizer: vocabulary entry "
                + id
                + " is \""
                + entry
                + "\" (must be neither empty nor there before)");
      }
      ids.put(entry, id);
    }
    return model;
  }

  private static ObjectNode special(String token, int type) {
    return part("SpecialToken", token, type);
  }

  private static ObjectNode part(String kind, String id, int type) {
    ObjectNode part = JSON.objectNode();
    part.putObject(kind).put("id", id).put("type_id", type);
    return part;
  }

  private static ObjectNode typed(String type) {
    return JSON.objectNode().put("type", type);
  }
}

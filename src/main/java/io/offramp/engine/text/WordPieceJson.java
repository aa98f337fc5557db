// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes the {@code tokenizer.json} of a BERT tokenizer over a given vocabulary. */
final class WordPieceJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private WordPieceJson() {}

  /** Of a vocabulary that Offramp learnt. */
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
    requireDistinct(vocabulary);
    return write(vocabulary, WordPieceOptions.UNCASED);
  }

  private static void requireDistinct(List<String> vocabulary) {
    Set<String> seen = new HashSet<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      String entry = vocabulary.get(id);
      if (entry.isEmpty() || !seen.add(entry)) {
        throw new IllegalArgumentException(
            "Cannot write a tokenizer: vocabulary entry "
                + id
                + " is \""
                + entry
                + "\" (must be neither empty nor there before)");
      }
    }
  }

  /** Of any vocabulary; of a repeated entry the last one counts, as in BERT's own code. */
  static String write(List<String> vocabulary, WordPieceOptions options) {
    ObjectNode ids = JSON.objectNode();
    for (int id = 0; id < vocabulary.size(); id++) {
      ids.put(vocabulary.get(id), id);
    }
    for (String token : options.specials().all()) {
      if (!ids.has(token)) {
        throw new IllegalArgumentException(
            "Cannot write a tokenizer: the vocabulary has no "
                + token
                + " (must have the special tokens "
                + options.specials().all()
                + ")");
      }
    }
    ObjectNode root = JSON.objectNode();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    root.set("added_tokens", addedTokens(ids, options.specials()));
    ObjectNode normalizer =
        typed("BertNormalizer")
            .put("clean_text", true)
            .put("handle_chinese_chars", options.splitIdeographs());
    normalizer.put("strip_accents", options.stripAccents().orElse(null));
    root.set("normalizer", normalizer.put("lowercase", options.lowerCase()));
    root.set("pre_tokenizer", typed("BertPreTokenizer"));
    root.set("post_processor", template(ids, options));
    root.set("decoder", typed("WordPiece").put("prefix", "##").put("cleanup", true));
    root.set("model", model(ids, options.specials().unknown()));
    return root.toString();
  }

  private static ArrayNode addedTokens(ObjectNode ids, WordPieceOptions.Specials specials) {
    ArrayNode tokens = JSON.arrayNode();
    specials.all().stream()
        .distinct()
        .sorted(Comparator.comparingInt(token -> ids.path(token).intValue()))
        .forEach(
            token ->
                tokens
                    .addObject()
                    .put("id", ids.path(token).intValue())
                    .put("content", token)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true));
    return tokens;
  }

  private static ObjectNode template(ObjectNode ids, WordPieceOptions options) {
    WordPieceOptions.Specials specials = options.specials();
    ObjectNode template = typed("TemplateProcessing");
    template.set(
        "single",
        JSON.arrayNode()
            .add(special(specials.first(), 0))
            .add(part("Sequence", "A", 0))
            .add(special(specials.separator(), 0)));
    ArrayNode pair =
        JSON.arrayNode().add(special(specials.first(), 0)).add(part("Sequence", "A", 0));
    for (int separator = 0; separator < options.separatorsBetween(); separator++) {
      pair.add(special(specials.separator(), 0));
    }
    template.set("pair", pair.add(part("Sequence", "B", 1)).add(special(specials.separator(), 1)));
    ObjectNode entries = template.putObject("special_tokens");
    for (String token : List.of(specials.first(), specials.separator())) {
      ObjectNode entry = entries.putObject(token).put("id", token);
      entry.putArray("ids").add(ids.path(token).intValue());
      entry.putArray("tokens").add(token);
    }
    return template;
  }

  private static ObjectNode model(ObjectNode ids, String unknown) {
    ObjectNode model =
        typed("WordPiece")
            .put("unk_token", unknown)
            .put("continuing_subword_prefix", "##")
            .put("max_input_chars_per_word", BertWords.LONGEST_WORD);
    model.set("vocab", ids);
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

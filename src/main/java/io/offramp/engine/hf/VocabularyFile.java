// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.calibration.json.JsonFiles;
import io.offramp.engine.text.TokenizerJson;
import io.offramp.engine.text.WordPieceOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tokenizer of a folder that has a {@code vocab.txt} only: BERT's WordPiece. */
final class VocabularyFile {
  private static final String REMEDY =
      "load it with AutoTokenizer, and save it again as tokenizer.json by save_pretrained";

  /** Those whose words are BERT's; Japanese ones, say, split texts by a dictionary first. */
  private static final Set<String> CLASSES =
      Set.of("BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MPNetTokenizer");

  private VocabularyFile() {}

  /**
   * Converts it.
   *
   * @param config the model's {@code config.json}, which may name the tokenizer's class
   * @throws HfException if the tokenizer is another one, or a special token is missing
   */
  static String tokenizer(Path vocabulary, ConfigFields config, Family family) {
    WordPieceOptions usual =
        family
            .wordPiece()
            .orElseThrow(
                () -> refusal(vocabulary, "a tokenizer of this family is no plain WordPiece one"));
    List<String> entries = entries(vocabulary);
    requireNoneAdded(vocabulary, entries, json(vocabulary, "added_tokens.json"));
    ConfigFields own = json(vocabulary, "tokenizer_config.json");
    ConfigFields map = json(vocabulary, "special_tokens_map.json");
    for (ConfigFields fields : List.of(own, config)) {
      Optional<String> name = fields.text("tokenizer_class");
      if (name.isPresent() && !CLASSES.contains(name.get().replaceFirst("Fast$", ""))) {
        throw refusal(vocabulary, "its tokenizer_class is " + name.get());
      }
    }
    if (!own.flag("do_basic_tokenize", true)) {
      throw refusal(vocabulary, "its do_basic_tokenize is false");
    }
    WordPieceOptions.Specials names = usual.specials();
    WordPieceOptions options =
        new WordPieceOptions(
            own.flag("do_lower_case", usual.lowerCase()),
            own.optionalFlag("strip_accents"),
            own.flag("tokenize_chinese_chars", usual.splitIdeographs()),
            new WordPieceOptions.Specials(
                token("pad_token", names.padding(), own, map),
                token("unk_token", names.unknown(), own, map),
                token("cls_token", names.first(), own, map),
                token("sep_token", names.separator(), own, map),
                token("mask_token", names.mask(), own, map)),
            usual.separatorsBetween());
    try {
      return TokenizerJson.wordPiece(entries, options);
    } catch (IllegalArgumentException e) {
      throw new HfException("Cannot use %s: %s".formatted(vocabulary, e.getMessage()), e);
    }
  }

  /** One entry a line, as written: some are spaces that only look alike. */
  private static List<String> entries(Path vocabulary) {
    return JsonFiles.readText(vocabulary, "vocabulary").lines().toList();
  }

  /** A file beside the vocabulary; one that says nothing if there is none. */
  private static ConfigFields json(Path vocabulary, String name) {
    Path file = vocabulary.resolveSibling(name);
    return Files.isRegularFile(file)
        ? ConfigFields.read(file)
        : ConfigFields.parse("{}", file.toString());
  }

  private static void requireNoneAdded(Path file, List<String> entries, ConfigFields added) {
    List<String> unknown = new ArrayList<>();
    added.object().fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(Set.copyOf(entries));
    if (!unknown.isEmpty()) {
      throw refusal(file, "added_tokens.json adds " + Shortened.list(unknown));
    }
  }

  /** A special token: a text, or an object that has it as {@code content}. */
  private static String token(String name, String usual, ConfigFields... places) {
    for (ConfigFields fields : places) {
      JsonNode node = fields.object().path(name);
      JsonNode content = node.isObject() ? node.path("content") : node;
      if (fields.has(name) && !content.isTextual()) {
        throw fields.wrong(name, node, "a text, or an object with \"content\"");
      }
      if (content.isTextual()) {
        return content.textValue();
      }
    }
    return usual;
  }

  private static HfException refusal(Path file, String why) {
    return new HfException("Cannot use %s: %s (%s)".formatted(file, why, REMEDY));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.calibration.json.JsonFiles;
import io.offramp.engine.checkpoint.Shown;
import io.offramp.engine.text.TokenizerJson;
import io.offramp.engine.text.WordPieceOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The tokenizer of a folder that has a {@code vocab.txt} only: BERT's WordPiece. */
final class VocabularyFile {
  private static final String REMEDY =
      "load it with AutoTokenizer, and save it again as tokenizer.json by save_pretrained";

  private static final String ADDED = "added_tokens.json";
  private static final String MAP = "special_tokens_map.json";

  private VocabularyFile() {}

  /** The vocabulary, and the files beside it that say something of it. */
  static List<Path> files(Path vocabulary) {
    return Stream.concat(
            Stream.of(vocabulary),
            Stream.of(TokenizerSettings.FILE, MAP, ADDED)
                .map(vocabulary::resolveSibling)
                .filter(Files::isRegularFile))
        .toList();
  }

  /**
   * Converts it.
   *
   * @param config the model's {@code config.json}, which may name the tokenizer's class
   * @throws HfException if the tokenizer is another one, a special token is missing, or one is
   *     added that no conversion would keep whole
   */
  static String tokenizer(Path vocabulary, ConfigFields config, Family family) {
    WordPieceOptions usual =
        family
            .wordPiece()
            .orElseThrow(
                () -> refusal(vocabulary, "a tokenizer of this family is no plain WordPiece one"));
    List<String> entries = entries(vocabulary);
    ConfigFields own = json(vocabulary, TokenizerSettings.FILE);
    ConfigFields map = json(vocabulary, MAP);
    for (ConfigFields fields : List.of(own, config)) {
      Optional<String> name = fields.text("tokenizer_class");
      // Japanese ones, say, split texts by a dictionary first
      if (name.isPresent() && !TokenizerSettings.isBerts(name.get())) {
        throw refusal(vocabulary, "its tokenizer_class is " + Shown.of(name.get()));
      }
    }
    if (!own.flag("do_basic_tokenize", true)) {
      throw refusal(vocabulary, "its do_basic_tokenize is false");
    }
    WordPieceOptions.Specials names = usual.specials();
    WordPieceOptions.Specials specials =
        new WordPieceOptions.Specials(
            token("pad_token", names.padding(), own, map),
            token("unk_token", names.unknown(), own, map),
            token("cls_token", names.first(), own, map),
            token("sep_token", names.separator(), own, map),
            token("mask_token", names.mask(), own, map));
    AddedTokens added = new AddedTokens(vocabulary, ids(vocabulary, entries, specials));
    added.requireNone(json(vocabulary, ADDED), own, map);
    WordPieceOptions options =
        new WordPieceOptions(
            own.flag("do_lower_case", usual.lowerCase()),
            own.optionalFlag("strip_accents"),
            own.flag("tokenize_chinese_chars", usual.splitIdeographs()),
            specials,
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

  /** The special tokens' ids; of a repeated entry the last counts. */
  private static Map<String, Integer> ids(
      Path vocabulary, List<String> entries, WordPieceOptions.Specials specials) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (String token :
        List.of(
            specials.padding(),
            specials.unknown(),
            specials.first(),
            specials.separator(),
            specials.mask())) {
      int id = entries.lastIndexOf(token);
      if (id < 0) {
        throw new HfException(
            "Cannot use %s: the vocabulary has no %s (must have the special tokens)"
                .formatted(vocabulary, Shown.of(token)));
      }
      ids.put(token, id);
    }
    return ids;
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

  /** An exception to throw about a tokenizer that the vocabulary alone does not say. */
  static HfException refusal(Path file, String why) {
    return new HfException("Cannot use %s: %s (%s)".formatted(file, why, REMEDY));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code tokenizer_config.json} beside a {@code tokenizer.json}. Tokenizers of BERT's kind obey
 * its settings even where the {@code tokenizer.json} says otherwise, and byte-level ones do with a
 * {@link PrefixSpace}, so the two must agree.
 */
final class TokenizerSettings {
  /** The file's name. */
  static final String FILE = "tokenizer_config.json";

  private static final Set<String> BERTS =
      Set.of("BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MPNetTokenizer");

  private TokenizerSettings() {}

  /** Whether a class, by its name, makes words as BERT does; "Fast" at its end says nothing. */
  static boolean isBerts(String tokenizerClass) {
    return BERTS.contains(tokenizerClass.replaceFirst("Fast$", ""));
  }

  /**
   * Refuses settings that other programs tokenise by instead of what the document says.
   *
   * @param document the {@code tokenizer.json}, which was read as one before
   * @throws HfException naming the setting
   */
  static void check(Path folder, String document, Family family) {
    Path file = folder.resolve(FILE);
    JsonNode root = tree(document);
    boolean present = Files.isRegularFile(file);
    ConfigFields settings =
        present ? ConfigFields.read(file) : ConfigFields.parse("{}", file.toString());
    PrefixSpace.check(file, settings, root, family);
    JsonNode normalizer = root.path("normalizer");
    if (present && normalizer.path("type").asText().equals("BertNormalizer")) {
      checkBerts(file, settings, normalizer, family);
    }
  }

  private static void checkBerts(
      Path file, ConfigFields settings, JsonNode normalizer, Family family) {
    Optional<String> named = settings.text("tokenizer_class");
    if (!named.map(TokenizerSettings::isBerts).orElse(family.wordPiece().isPresent())) {
      return;
    }
    boolean lower = settings.flag("do_lower_case", true);
    require(file, "do_lower_case", lower, normalizer.path("lowercase").asBoolean());
    // null means: if case goes
    require(
        file,
        "strip_accents",
        settings.flag("strip_accents", lower),
        normalizer.path("strip_accents").asBoolean(lower));
    require(
        file,
        "tokenize_chinese_chars",
        settings.flag("tokenize_chinese_chars", true),
        normalizer.path("handle_chinese_chars").asBoolean());
  }

  private static JsonNode tree(String document) {
    try {
      return new ObjectMapper().readTree(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read a tokenizer that was read before", e);
    }
  }

  private static void require(Path file, String setting, boolean said, boolean document) {
    if (said != document) {
      throw new HfException(
          "Cannot import %s: its \"%s\" is %s, but the tokenizer.json beside it does the contrary (load it with AutoTokenizer, which obeys the first, and save it again by save_pretrained)"
              .formatted(file, setting, said));
    }
  }
}

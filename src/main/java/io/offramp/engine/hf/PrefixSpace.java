// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a byte-level tokenizer, as RoBERTa's, puts a space before a text, so that its first word
 * is one like those inside. {@code tokenizer.json} says it, and so does {@code add_prefix_space} of
 * {@code tokenizer_config.json}, which is false where it is missing.
 *
 * <p>Where they differ, RoBERTa's classes obey the setting (transformers 4.57 only where ByteLevel
 * is the whole pre-tokenizer, 5 also where it is part of a sequence). PreTrainedTokenizerFast,
 * which all other classes are, obeys it in 4.57 and the document in 5. So the two must agree
 * wherever one version or the other obeys the setting.
 */
final class PrefixSpace {
  private static final String SETTING = "add_prefix_space";

  private PrefixSpace() {}

  /** Whether a document puts a space before a text; empty if it has no such rule. */
  static Optional<Boolean> of(JsonNode document) {
    return byteLevels(document.path("pre_tokenizer")).stream()
        .map(PrefixSpace::isPut)
        .reduce(Boolean::logicalOr);
  }

  /**
   * Refuses settings that a version of transformers tokenises by instead of what the document says.
   *
   * @param file of the settings, which may be missing
   * @throws HfException naming the setting
   */
  static void check(Path file, ConfigFields settings, JsonNode document, Family family) {
    JsonNode splitter = document.path("pre_tokenizer");
    boolean robertas =
        settings
            .text("tokenizer_class")
            .map(name -> name.startsWith("Roberta"))
            .orElse(family instanceof RobertaFamily);
    List<JsonNode> obeyed =
        robertas || isByteLevel(splitter) ? byteLevels(splitter) : List.<JsonNode>of();
    boolean said = settings.flag(SETTING, false);
    for (JsonNode each : obeyed) {
      if (isPut(each) != said) {
        throw new HfException(
            "Cannot import %s: \"%s\" %s, and the tokenizer.json beside it puts %s space before a text (make both say what the model was trained with, or load it with AutoTokenizer and save it again by save_pretrained)"
                .formatted(
                    file,
                    SETTING,
                    settings.has(SETTING) ? "is " + said : "is missing, which means false",
                    said ? "no" : "a"));
      }
    }
  }

  private static List<JsonNode> byteLevels(JsonNode splitter) {
    List<JsonNode> found = new ArrayList<>();
    if (isByteLevel(splitter)) {
      found.add(splitter);
    }
    for (JsonNode part : splitter.path("pretokenizers")) {
      found.addAll(byteLevels(part));
    }
    return found;
  }

  private static boolean isByteLevel(JsonNode splitter) {
    return splitter.path("type").asText().equals("ByteLevel");
  }

  private static boolean isPut(JsonNode byteLevel) {
    return byteLevel.path(SETTING).asBoolean(true);
  }
}

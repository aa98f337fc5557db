// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import io.offramp.calibration.json.JsonFiles;
import io.offramp.engine.text.TextEncoder;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.text.TokenizerJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A checkpoint's tokenizer as a bundle keeps it: it neither cuts nor pads by itself.
 *
 * @param file that it was made of
 * @param json the {@code tokenizer.json}
 * @param single special tokens around a text
 * @param pair special tokens around and between two
 */
record ImportedTokenizer(Path file, String json, TokenizedText single, TokenizedText pair) {
  private static final String TOKENIZER = "tokenizer.json";
  private static final String VOCABULARY = "vocab.txt";

  /**
   * Finds and reads it: {@code tokenizer.json}, else {@code vocab.txt}.
   *
   * @throws HfException if there is neither, or it gives ids that the model does not know
   * @throws io.offramp.engine.text.TokenizerException if it cannot be used
   */
  static ImportedTokenizer of(
      Path folder, ConfigFields fields, Family family, HfConfig config, int maxLength) {
    Path file = folder.resolve(TOKENIZER);
    if (Files.isRegularFile(file)) {
      try (TextEncoder encoder = TextEncoder.open(file, maxLength)) {
        String json =
            TokenizerJson.withoutTruncationAndPadding(JsonFiles.readText(file, "tokenizer"));
        return of(file, json, encoder, config);
      }
    }
    Path vocabulary = folder.resolve(VOCABULARY);
    if (!Files.isRegularFile(vocabulary)) {
      throw new HfException(
          "Cannot import %s: it has neither %s nor %s (load the tokenizer with AutoTokenizer, and add it by its save_pretrained)"
              .formatted(folder, TOKENIZER, VOCABULARY));
    }
    String json = VocabularyFile.tokenizer(vocabulary, fields, family);
    try (TextEncoder encoder = TextEncoder.of(json, maxLength)) {
      return of(vocabulary, json, encoder, config);
    }
  }

  private static ImportedTokenizer of(
      Path file, String json, TextEncoder encoder, HfConfig config) {
    if (encoder.vocabularySize() > config.vocabularySize()) {
      throw new HfException(
          "Cannot import %s: it gives ids up to %d, but config.json says that the model knows %d (they must be of one model)"
              .formatted(file, encoder.vocabularySize() - 1, config.vocabularySize()));
    }
    return new ImportedTokenizer(
        file, json, encoder.encode(new TextInput("", null)), encoder.encode(new TextInput("", "")));
  }

  /**
   * Refuses a tokenizer that does not say where a text begins, or of a pair where the second does.
   */
  void requireSpecials(boolean pairs) {
    if (single.length() == 0) {
      throw new HfException(
          "Cannot import %s: it puts no special token around a text (must put one first, such as [CLS]; save it as a fast tokenizer with its post-processor)"
              .formatted(file));
    }
    if (pairs && pair.length() <= single.length()) {
      throw new HfException(
          "Cannot import %s with --text-pairs: it puts no special token between two texts (must put one, such as [SEP])"
              .formatted(file));
    }
  }

  /** How many token types it tells apart. */
  int tokenTypes(boolean pairs) {
    int most = Arrays.stream((pairs ? pair : single).types()).max().orElse(0);
    return most + 1;
  }

  /** Refuses a tokenizer of more token types than the model has. */
  void requireTypes(boolean pairs, int modelTypes) {
    if (tokenTypes(pairs) > modelTypes) {
      throw new HfException(
          "Cannot import %s: it tells %d token types apart, but config.json says that the model has %d (they must be of one model)"
              .formatted(file, tokenTypes(pairs), modelTypes));
    }
  }
}

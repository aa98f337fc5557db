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
import java.util.List;

/**
 * A checkpoint's tokenizer as a bundle keeps it: it neither cuts nor pads by itself.
 *
 * @param files that it was made of, the one that messages name first
 * @param json the {@code tokenizer.json}
 * @param single special tokens around a text
 * @param pair special tokens around and between two
 * @param marksBeginning whether a text comes after a special token
 */
record ImportedTokenizer(
    List<Path> files,
    String json,
    TokenizedText single,
    TokenizedText pair,
    boolean marksBeginning) {
  private static final String TOKENIZER = "tokenizer.json";
  private static final String VOCABULARY = "vocab.txt";
  private static final int MAX_TYPES = 100;

  /** Some are known, or at least spelled, in nearly every vocabulary. */
  private static final List<String> WORDS = List.of("a", "the", "1", ".");

  ImportedTokenizer {
    files = List.copyOf(files);
  }

  /**
   * Finds and reads it: {@code tokenizer.json}, else {@code vocab.txt}.
   *
   * @throws HfException if there is neither, it gives ids that the model does not know, or other
   *     files beside it say otherwise
   * @throws io.offramp.engine.text.TokenizerException if it cannot be used
   * @throws io.offramp.calibration.json.FileFormatException if it is no text
   */
  static ImportedTokenizer of(
      Path folder, ConfigFields fields, Family family, HfConfig config, int maxLength) {
    Path file = folder.resolve(TOKENIZER);
    if (Files.isRegularFile(file)) {
      String json = JsonFiles.readText(file, "tokenizer");
      ImportedTokenizer tokenizer = of(List.of(file), json, config, maxLength);
      TokenizerSettings.check(folder, json, family);
      return tokenizer;
    }
    Path vocabulary = folder.resolve(VOCABULARY);
    if (!Files.isRegularFile(vocabulary)) {
      throw new HfException(
          "Cannot import %s: it has neither %s nor %s (load the tokenizer with AutoTokenizer, and add it by its save_pretrained)"
              .formatted(folder, TOKENIZER, VOCABULARY));
    }
    String json = VocabularyFile.tokenizer(vocabulary, fields, family);
    return of(VocabularyFile.files(vocabulary), json, config, maxLength);
  }

  private static ImportedTokenizer of(
      List<Path> files, String json, HfConfig config, int maxLength) {
    Path file = files.get(0);
    try (TextEncoder encoder = TextEncoder.of(json, file.toString(), maxLength)) {
      if (encoder.vocabularySize() > config.vocabularySize()) {
        throw new HfException(
            "Cannot import %s: it gives ids up to %d, but config.json says that the model knows %d (they must be of one model)"
                .formatted(file, encoder.vocabularySize() - 1, config.vocabularySize()));
      }
      TokenizedText single = encoder.encode(new TextInput("", null));
      return new ImportedTokenizer(
          files,
          TokenizerJson.withoutTruncationAndPadding(json),
          single,
          encoder.encode(new TextInput("", "")),
          single.length() > 0 && marksBeginning(encoder, single.ids()[0]));
    } catch (IllegalArgumentException e) {
      throw new HfException("Cannot import %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static boolean marksBeginning(TextEncoder encoder, int first) {
    return WORDS.stream()
        .allMatch(word -> encoder.encode(new TextInput(word, null)).ids()[0] == first);
  }

  /**
   * Refuses a tokenizer that does not say where a text begins, or of a pair where the second does.
   */
  void requireSpecials(boolean pairs) {
    if (!marksBeginning) {
      throw new HfException(
          "Cannot import %s: it puts no special token before a text (must put one first, such as [CLS]; save it as a fast tokenizer with its post-processor)"
              .formatted(files.get(0)));
    }
    if (pairs && pair.length() <= single.length()) {
      throw new HfException(
          "Cannot import %s with --text-pairs: it puts no special token between two texts (must put one, such as [SEP])"
              .formatted(files.get(0)));
    }
  }

  /**
   * How many token types it tells apart.
   *
   * @throws HfException if they are more than any model would have
   */
  int tokenTypes(boolean pairs) {
    int most = Arrays.stream((pairs ? pair : single).types()).max().orElse(0);
    if (most >= MAX_TYPES) {
      throw new HfException(
          "Cannot import %s: it gives token types up to %d (must be below %d)"
              .formatted(files.get(0), most, MAX_TYPES));
    }
    return most + 1;
  }

  /** Refuses a tokenizer of more token types than the model has. */
  void requireTypes(boolean pairs, int modelTypes) {
    if (tokenTypes(pairs) > modelTypes) {
      throw new HfException(
          "Cannot import %s: it tells %d token types apart, but config.json says that the model has %d (they must be of one model)"
              .formatted(files.get(0), tokenTypes(pairs), modelTypes));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import io.offramp.calibration.json.JsonFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Reads and writes Hugging Face {@code tokenizer.json} documents, as texts. */
public final class TokenizerJson {
  private static final String GIVEN = "given as text";

  private TokenizerJson() {}

  /**
   * Returns the same tokenizer with its own {@code truncation} and {@code padding} switched off.
   *
   * @param json a {@code tokenizer.json}
   * @throws TokenizerException if the text is no such document
   */
  public static String withoutTruncationAndPadding(String json) {
    return TokenizerDocument.parse(json, GIVEN).withoutTruncationAndPadding().toJson();
  }

  /**
   * Returns the id of the padding token: what the {@code padding} section says, else the added
   * token named {@code [PAD]} or {@code <pad>}, else 0.
   *
   * @param json a {@code tokenizer.json}
   * @throws TokenizerException if the text is no such document
   */
  public static int paddingId(String json) {
    return TokenizerDocument.parse(json, GIVEN).paddingId();
  }

  /**
   * Returns a complete uncased BERT tokenizer over a WordPiece vocabulary: lower case and no
   * accents, split at white space and punctuation, {@code [CLS] A [SEP]} or {@code [CLS] A [SEP] B
   * [SEP]} with token types 0 and 1.
   *
   * @param vocabulary the entries in the order of their ids, from 0; the first five are {@code
   *     [PAD] [UNK] [CLS] [SEP] [MASK]}, and continuations begin with {@code ##}
   * @throws IllegalArgumentException if the first five differ, or an entry is empty or repeated
   */
  public static String wordPiece(List<String> vocabulary) {
    return WordPieceJson.write(vocabulary);
  }

  /**
   * Returns the BERT tokenizer of a {@code vocab.txt}, which may have its special tokens anywhere.
   *
   * @param vocabulary the entries in the order of their ids, from 0; of a repeated one the last
   *     counts
   * @throws IllegalArgumentException if a special token is not among them
   */
  public static String wordPiece(List<String> vocabulary, WordPieceOptions options) {
    return WordPieceJson.write(vocabulary, options);
  }

  /**
   * Says which kind of tokenizer a file holds, and how many ids it gives, alike on every machine.
   *
   * @throws TokenizerException if it is no tokenizer
   * @throws java.io.UncheckedIOException if it cannot be read
   */
  public static String describe(Path file) {
    String json = JsonFiles.readText(file, "tokenizer");
    TokenizerDocument document = TokenizerDocument.parse(json, file.toString());
    return String.format(
        Locale.ROOT,
        "%s, %,d ids",
        document.model().path("type").asText("unknown kind"),
        document.vocabularySize());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Turns texts into token ids with a Hugging Face {@code tokenizer.json}.
 *
 * <p>Texts are cut to {@link #maxLength} tokens and keep their closing special tokens; of a pair
 * the longer text is cut first. Nothing is padded. What the file itself says about truncation and
 * padding has no influence.
 *
 * <p>Of a text, and of a pair's either text, at most max(16,384, 64 x maxLength) characters are
 * looked at, so that a huge text costs no more than a long one; what lies behind counts as
 * truncated. Lone surrogates are read as U+FFFD. As everywhere in Hugging Face's tokenizers, a text
 * that spells out a special token, like "[SEP]", gets that token.
 *
 * <p>Safe for use by several threads. {@link #close} waits for native calls that are running; what
 * comes after it, the rest of a large {@link #encodeAll} included, is refused.
 */
public final class TextEncoder implements TextEncoding, AutoCloseable {
  private final NativeTokenizer tokenizer;
  private final TextWindow window;
  private final BatchRule batchRule;
  private final int maxLength;
  private final int vocabularySize;

  private enum BatchRule {
    BATCHES,
    SINGLE_ROWS
  }

  private TextEncoder(TokenizerDocument document, int maxLength) {
    this.tokenizer = NativeTokenizer.open(document, maxLength);
    this.window = TextWindow.of(maxLength, document.spaceRule());
    this.batchRule = document.knowsUnknownToken() ? BatchRule.BATCHES : BatchRule.SINGLE_ROWS;
    this.maxLength = maxLength;
    this.vocabularySize = document.vocabularySize();
  }

  /**
   * Opens a {@code tokenizer.json} file.
   *
   * @param tokenizerJson the file
   * @param maxLength the most tokens of an encoded text, special tokens included; there must be
   *     room for a token of either text of a pair
   * @throws TokenizerException if the file cannot be read, or is no tokenizer
   * @throws IllegalArgumentException if maxLength is too small
   */
  public static TextEncoder open(Path tokenizerJson, int maxLength) {
    String json;
    try {
      json = Files.readString(tokenizerJson, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new TokenizerException(
          "Cannot read tokenizer "
              + tokenizerJson
              + ": "
              + e.getClass().getSimpleName()
              + " (must be a readable tokenizer.json in UTF-8)",
          e);
    }
    return new TextEncoder(TokenizerDocument.parse(json, tokenizerJson.toString()), maxLength);
  }

  /**
   * Opens a tokenizer from the text of its {@code tokenizer.json}.
   *
   * @param tokenizerJson the document
   * @param maxLength as for {@link #open}
   * @throws TokenizerException if the text is no tokenizer
   * @throws IllegalArgumentException if maxLength is too small
   */
  public static TextEncoder of(String tokenizerJson, int maxLength) {
    return of(tokenizerJson, "given as text", maxLength);
  }

  /**
   * The same of a text that was read somewhere.
   *
   * @param source what messages call the tokenizer: a path, say
   * @throws TokenizerException if the text is no tokenizer
   * @throws IllegalArgumentException if maxLength is too small
   */
  public static TextEncoder of(String tokenizerJson, String source, int maxLength) {
    return new TextEncoder(TokenizerDocument.parse(tokenizerJson, source), maxLength);
  }

  /**
   * Encodes one row on the calling thread.
   *
   * @throws TokenizerException if the tokenizer has no token for it
   * @throws IllegalStateException if this encoder is closed
   */
  public TokenizedText encode(TextInput input) {
    Row row = Row.of(0, input, window);
    TokenizedText tokens = tokenizer.encode(row.head(), row.pair());
    return row.finish(row.isSettledBy(tokens) ? tokens : tokenizer.encode(row.text(), row.pair()));
  }

  /**
   * Encodes rows on as many threads as the native library has: one for each processor unless the
   * process's environment says {@code RAYON_NUM_THREADS=n} or {@code TOKENIZERS_PARALLELISM=false}.
   *
   * @return the results in the order of the inputs, each equal to what {@link #encode} returns
   * @throws TokenizerException if the tokenizer has no token for a row
   * @throws IllegalStateException if this encoder is closed
   */
  @Override
  public List<TokenizedText> encodeAll(List<TextInput> inputs) {
    return batchRule == BatchRule.BATCHES
        ? new BatchEncoder(tokenizer, window).encode(inputs)
        : inputs.stream().map(this::encode).toList();
  }

  /** Returns the most tokens of an encoded text, special tokens included. */
  public int maxLength() {
    return maxLength;
  }

  /** Returns the greatest token id plus one: the rows that the model's embedding table needs. */
  public int vocabularySize() {
    return vocabularySize;
  }

  /** Frees the native tokenizer. Further calls do nothing. */
  @Override
  public void close() {
    tokenizer.close();
  }
}

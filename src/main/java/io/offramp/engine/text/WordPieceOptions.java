// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import java.util.List;
import java.util.Optional;

/**
 * What a BERT tokenizer does besides looking up words.
 *
 * @param lowerCase whether case goes
 * @param stripAccents whether accents go; absent: if case does
 * @param splitIdeographs whether Chinese characters stand alone
 * @param specials its special tokens
 * @param separatorsBetween how many separators stand between the two texts of a pair
 */
public record WordPieceOptions(
    boolean lowerCase,
    Optional<Boolean> stripAccents,
    boolean splitIdeographs,
    Specials specials,
    int separatorsBetween) {
  /** An uncased tokenizer's, with BERT's special tokens. */
  public static final WordPieceOptions UNCASED =
      new WordPieceOptions(true, Optional.empty(), true, Specials.BERT, 1);

  /** Refuses a pair without a separator between its texts. */
  public WordPieceOptions {
    if (separatorsBetween < 1) {
      throw new IllegalArgumentException(
          "Cannot part texts by %d separators (must be at least 1)".formatted(separatorsBetween));
    }
  }

  /**
   * The special tokens by what they are for.
   *
   * @param padding fills short rows
   * @param unknown stands for a word that cannot be spelled
   * @param first begins every row
   * @param separator ends every text
   * @param mask hides a word
   */
  public record Specials(
      String padding, String unknown, String first, String separator, String mask) {
    /** BERT's own. */
    public static final Specials BERT =
        new Specials(
            SpecialTokens.PADDING,
            SpecialTokens.UNKNOWN,
            SpecialTokens.FIRST,
            SpecialTokens.SEPARATOR,
            SpecialTokens.MASK);

    List<String> all() {
      return List.of(padding, unknown, first, separator, mask);
    }
  }
}

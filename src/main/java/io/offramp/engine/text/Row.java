// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import org.jspecify.annotations.Nullable;

/**
 * One input on its way through the native library.
 *
 * @param index its place among the inputs
 * @param text the text, bounded and repaired
 * @param head what of the text is tokenised first; the text itself for pairs, whose lengths are
 *     weighed against each other
 * @param pair the second text, bounded and repaired, or null
 * @param beyondBound whether the bound has already cut something off
 */
record Row(int index, String text, String head, @Nullable String pair, boolean beyondBound) {
  static Row of(int index, TextInput input, TextWindow window) {
    String text = window.bounded(input.text());
    String pair = input.pair();
    if (pair == null) {
      return new Row(index, text, window.head(text), null, window.exceeds(input.text()));
    }
    boolean beyondBound = window.exceeds(input.text()) || window.exceeds(pair);
    return new Row(index, text, text, window.bounded(pair), beyondBound);
  }

  /** Whether the head's tokens are the row's: all of it was the head, or the head was enough. */
  boolean isSettledBy(TokenizedText tokens) {
    return tokens.truncated() || head.length() == text.length();
  }

  /** The same row, to be tokenised as a whole. */
  Row whole() {
    return new Row(index, text, text, pair, beyondBound);
  }

  TokenizedText finish(TokenizedText tokens) {
    return beyondBound ? tokens.asTruncated() : tokens;
  }
}

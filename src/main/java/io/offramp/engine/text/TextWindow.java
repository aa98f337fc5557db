// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

/**
 * How much of a text is worth tokenising when only so many tokens are kept.
 *
 * <p>Two lengths, both in UTF-16 characters:
 *
 * <ul>
 *   <li>The <em>bound</em>: nothing behind it is ever looked at. It is generous: 64 characters a
 *       token, and at least 16,384.
 *   <li>The <em>head</em>: eight characters a token fill the kept tokens of nearly every text. A
 *       longer text is tried by its head first; only if the head does not overflow is the rest
 *       tokenised too. This is exact where the tokenizer treats what spaces separate independently.
 * </ul>
 *
 * @param bound characters that are looked at
 * @param head characters that are tried first; equal to the bound if the tokenizer does not allow
 *     it
 */
record TextWindow(int bound, int head) {
  private static final int LEAST_BOUND = 16_384;
  private static final int BOUND_PER_TOKEN = 64;
  private static final int HEAD_PER_TOKEN = 8;
  private static final int HEAD_SLACK = 64;
  private static final char REPLACEMENT = '\uFFFD';

  static TextWindow of(int maxLength, SpaceRule rule) {
    int bound = (int) Math.min(1 << 30, Math.max(LEAST_BOUND, (long) BOUND_PER_TOKEN * maxLength));
    long head = (long) HEAD_PER_TOKEN * maxLength + HEAD_SLACK;
    return new TextWindow(
        bound, rule == SpaceRule.SPACES_SEPARATE ? (int) Math.min(bound, head) : bound);
  }

  /** Whether a tokenizer treats what spaces separate independently. */
  enum SpaceRule {
    SPACES_SEPARATE,
    UNKNOWN
  }

  boolean exceeds(String text) {
    return text.length() > bound;
  }

  /** Returns the text up to the bound, with U+FFFD in place of lone surrogates. */
  String bounded(String text) {
    String kept = exceeds(text) ? text.substring(0, boundary(text, bound)) : text;
    int lone = loneSurrogate(kept, 0);
    if (lone < 0) {
      return kept;
    }
    StringBuilder repaired = new StringBuilder(kept);
    for (; lone >= 0; lone = loneSurrogate(kept, lone + 1)) {
      repaired.setCharAt(lone, REPLACEMENT);
    }
    return repaired.toString();
  }

  /**
   * Returns the text's head, cut at a space between two ASCII letters or digits, or the text itself
   * if it is short or offers no such space.
   */
  String head(String text) {
    if (text.length() <= head) {
      return text;
    }
    for (int end = head; end > head / 2; end--) {
      if (text.charAt(end) == ' ' && isPlain(text, end - 1) && isPlain(text, end + 1)) {
        return text.substring(0, end);
      }
    }
    return text;
  }

  private static boolean isPlain(String text, int index) {
    if (index >= text.length()) {
      return false;
    }
    char c = text.charAt(index);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static int boundary(String text, int end) {
    boolean splitsPair =
        Character.isHighSurrogate(text.charAt(end - 1))
            && Character.isLowSurrogate(text.charAt(end));
    return splitsPair ? end - 1 : end;
  }

  private static int loneSurrogate(String text, int from) {
    int i = from;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        return i;
      }
      i += Character.charCount(c);
    }
    return -1;
  }
}

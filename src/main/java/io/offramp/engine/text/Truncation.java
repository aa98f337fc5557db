// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import java.util.Arrays;

/**
 * Cuts a text's tokens to a length: special tokens stay, and of a pair the longer text loses first.
 *
 * <p>This is Hugging Face's "longest first", cutting on the right. It is done here because the
 * native library keeps everything it cuts off, for a pair in every combination, so that time and
 * memory grow with the product of the two texts' lengths.
 */
final class Truncation {
  /** The sequence of a special token, which belongs to neither text. */
  private static final int NEITHER = -1;

  private Truncation() {}

  /**
   * Returns the tokens that are kept.
   *
   * @param ids token ids, shape [length]
   * @param types token-type ids, shape [length]
   * @param sequences 0 for a token of the text, 1 for one of its pair, else -1; shape [length]
   * @param maxLength the most tokens to keep; more than there are special tokens
   */
  static TokenizedText cut(int[] ids, int[] types, int[] sequences, int maxLength) {
    int first = count(sequences, 0);
    int second = count(sequences, 1);
    int room = maxLength - count(sequences, NEITHER);
    int shorter = Math.min(Math.min(first, second), room / 2);
    int longer = Math.min(Math.max(first, second), room - shorter);
    int[] left = first > second ? new int[] {longer, shorter} : new int[] {shorter, longer};
    int[] keptIds = new int[ids.length];
    int[] keptTypes = new int[ids.length];
    int length = 0;
    for (int i = 0; i < ids.length; i++) {
      if (sequences[i] == NEITHER || left[sequences[i]]-- > 0) {
        keptIds[length] = ids[i];
        keptTypes[length++] = types[i];
      }
    }
    return new TokenizedText(
        Arrays.copyOf(keptIds, length), Arrays.copyOf(keptTypes, length), length < ids.length);
  }

  private static int count(int[] sequences, int sequence) {
    return (int) Arrays.stream(sequences).filter(s -> s == sequence).count();
  }
}

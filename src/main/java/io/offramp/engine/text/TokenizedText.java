// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import java.util.Arrays;

/**
 * The tokens of one {@link TextInput}, special tokens included and without padding.
 *
 * <p>The arrays are not copied, neither in nor out: whoever holds one must not change it.
 *
 * @param ids token ids, shape [length]
 * @param types token-type ids, shape [length]: 0 for the text, 1 for its pair
 * @param truncated whether anything of the input was cut off
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below; copies would cost every row
public record TokenizedText(int[] ids, int[] types, boolean truncated) {
  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if the arrays differ in length
   */
  public TokenizedText {
    if (ids.length != types.length) {
      throw new IllegalArgumentException(
          "Cannot pair ids with types: "
              + ids.length
              + " ids, "
              + types.length
              + " types (must be as many)");
    }
  }

  /** Returns the number of tokens, special tokens included. */
  public int length() {
    return ids.length;
  }

  TokenizedText asTruncated() {
    return truncated ? this : new TokenizedText(ids, types, true);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenizedText that
        && truncated == that.truncated
        && Arrays.equals(ids, that.ids)
        && Arrays.equals(types, that.types);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(ids) + Arrays.hashCode(types)) + Boolean.hashCode(truncated);
  }

  @Override
  public String toString() {
    return "TokenizedText[ids="
        + Arrays.toString(ids)
        + ", types="
        + Arrays.toString(types)
        + ", truncated="
        + truncated
        + "]";
  }
}

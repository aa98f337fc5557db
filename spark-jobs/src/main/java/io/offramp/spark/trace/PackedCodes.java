// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.io.Serializable;

/** Numbers, small ones from -1 on in as few bytes each as the greatest needs. */
final class PackedCodes implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] bytes;
  private final char[] chars;
  private final int[] ints;

  /** The first {@code count} codes. */
  PackedCodes(int[] codes, int count) {
    int greatest = 0;
    for (int i = 0; i < count; i++) {
      greatest = Math.max(greatest, codes[i] < -1 ? Integer.MAX_VALUE : codes[i] + 1);
    }
    bytes = new byte[greatest <= 0xFF ? count : 0];
    chars = new char[greatest > 0xFF && greatest <= Character.MAX_VALUE ? count : 0];
    ints = new int[greatest > Character.MAX_VALUE ? count : 0];
    for (int i = 0; i < count; i++) {
      if (bytes.length > 0) {
        bytes[i] = (byte) (codes[i] + 1);
      } else if (chars.length > 0) {
        chars[i] = (char) (codes[i] + 1);
      } else {
        ints[i] = codes[i] + 1;
      }
    }
  }

  int get(int i) {
    if (bytes.length > 0) {
      return (bytes[i] & 0xFF) - 1;
    }
    return (chars.length > 0 ? chars[i] : ints[i]) - 1;
  }
}

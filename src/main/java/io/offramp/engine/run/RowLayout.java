// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.text.TokenizedText;
import java.nio.IntBuffer;
import java.util.List;

/**
 * Where a batch's tokens are, as {@link io.offramp.engine.encoder.Kernels#ONEDNN} reads it.
 *
 * @param rows padded to {@code length} tokens
 * @param length N
 * @param tokens T, of all rows
 * @param width W of the encoder
 */
record RowLayout(List<TokenizedText> rows, int length, int tokens, int width) {
  private static final int PADDING = Float.floatToRawIntBits(Float.NEGATIVE_INFINITY);

  static RowLayout of(List<TokenizedText> rows, int length, int width) {
    return new RowLayout(rows, length, rows.stream().mapToInt(TokenizedText::length).sum(), width);
  }

  /** Values of four bytes that it takes, with room for what an exit writes. */
  int size() {
    return Math.addExact(sums(), Math.multiplyExact(rows.size(), width));
  }

  /** Where an exit writes B times W values. */
  int sums() {
    return Math.addExact(Math.multiplyExact(rows.size(), length + 1), tokens);
  }

  /** T, B and N. */
  long[] numbers() {
    return new long[] {tokens, rows.size(), length};
  }

  /** Writes all but what an exit writes. */
  void write(IntBuffer layout) {
    for (TokenizedText row : rows) {
      for (int place = 0; place < length; place++) {
        layout.put(place < row.length() ? 0 : PADDING);
      }
    }
    int start = 0;
    for (TokenizedText row : rows) {
      layout.put(start);
      start += row.length();
    }
    int first = 0;
    for (TokenizedText row : rows) {
      for (int place = 0; place < row.length(); place++) {
        layout.put(first + place);
      }
      first += length;
    }
  }
}

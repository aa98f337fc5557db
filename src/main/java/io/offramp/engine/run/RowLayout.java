// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.HostBuffers;
import java.nio.IntBuffer;
import java.util.List;

/**
 * Which cells of a batch hold a token, as {@link io.offramp.engine.encoder.Kernels#ONEDNN} reads
 * it. Closing frees the tensors.
 *
 * @param scores float32: what is added to attention's scores, and the rows' tokens
 * @param cells int32: where the rows begin in a list of cells with a token, and the list
 */
record RowLayout(HostBuffers.Loan loan, NDArray scores, NDArray cells) implements AutoCloseable {
  private static final int PADDING = Float.floatToRawIntBits(Float.NEGATIVE_INFINITY);

  /** That of rows padded to {@code length} tokens. */
  static RowLayout of(List<TokenizedText> rows, int length, HostBuffers buffers, NDManager scope) {
    int tokens = rows.stream().mapToInt(TokenizedText::length).sum();
    int scores = Math.multiplyExact(rows.size(), length + 1);
    int cells = rows.size() + tokens;
    HostBuffers.Loan loan = buffers.take(Math.addExact(scores, cells));
    write(rows, length, loan.ints());
    return new RowLayout(
        loan,
        loan.tensor(0, new Shape(scores), DataType.FLOAT32, scope),
        loan.tensor(scores, new Shape(cells), DataType.INT32, scope));
  }

  private static void write(List<TokenizedText> rows, int length, IntBuffer layout) {
    for (TokenizedText row : rows) {
      for (int place = 0; place < length; place++) {
        layout.put(place < row.length() ? 0 : PADDING);
      }
    }
    for (TokenizedText row : rows) {
      layout.put(Float.floatToRawIntBits(row.length()));
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

  @Override
  public void close() {
    scores.close();
    cells.close();
    loan.close();
  }
}

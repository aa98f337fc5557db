// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.HostBuffers;
import java.nio.IntBuffer;
import java.util.List;

/**
 * What a batch's tokens are, as {@link io.offramp.engine.encoder.Kernels#ONEDNN} reads it. Closing
 * frees the tensor.
 *
 * @param tensor [B,N,3] int32: a token's rows in the tables of words, places and types, which stand
 *     one upon the other
 */
record RowPieces(HostBuffers.Loan loan, NDArray tensor) implements AutoCloseable {
  private static final int TABLES = 3;

  /** Those of rows padded to {@code length} tokens. */
  static RowPieces of(
      List<TokenizedText> rows,
      int length,
      EncoderShape encoder,
      int paddingId,
      HostBuffers buffers,
      NDManager scope) {
    int cells = Math.multiplyExact(rows.size(), length);
    HostBuffers.Loan loan = buffers.take(Math.multiplyExact(cells, TABLES));
    int firstPlace = encoder.vocabularySize();
    int firstType = firstPlace + encoder.maxLength();
    IntBuffer pieces = loan.ints();
    for (TokenizedText row : rows) {
      int[] ids = row.ids();
      int[] types = row.types();
      for (int place = 0; place < length; place++) {
        boolean token = place < ids.length;
        pieces.put(token ? ids[place] : paddingId);
        pieces.put(firstPlace + place);
        pieces.put(firstType + (token ? types[place] : 0));
      }
    }
    Shape shape = new Shape(rows.size(), length, TABLES);
    return new RowPieces(loan, loan.tensor(0, shape, DataType.INT32, scope));
  }

  @Override
  public void close() {
    tensor.close();
    loan.close();
  }
}

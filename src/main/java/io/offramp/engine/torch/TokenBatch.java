// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.text.TokenizedText;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows padded to the longest of them, on a device.
 *
 * @param ids token ids [B, N] int64
 * @param types token-type ids [B, N] int64
 * @param mask [B, N] bool, true where a row has a token
 */
public record TokenBatch(NDArray ids, NDArray types, NDArray mask) implements AutoCloseable {

  /**
   * Pads {@code rows} to the longest of them and moves them to the manager's device.
   *
   * @param paddingId token id that fills the rest of a row
   */
  public static TokenBatch of(List<TokenizedText> rows, int paddingId, NDManager manager) {
    int longest = rows.stream().mapToInt(TokenizedText::length).max().orElseThrow();
    return of(rows, longest, paddingId, manager);
  }

  /**
   * Pads {@code rows} to {@code length} tokens and moves them to the manager's device.
   *
   * @param length at least the longest row's
   * @param paddingId token id that fills the rest of a row
   */
  public static TokenBatch of(
      List<TokenizedText> rows, int length, int paddingId, NDManager manager) {
    int cells = Math.multiplyExact(rows.size(), length);
    long[] ids = new long[cells];
    long[] types = new long[cells];
    Arrays.fill(ids, paddingId);
    int start = 0;
    for (TokenizedText row : rows) {
      int[] rowIds = row.ids();
      int[] rowTypes = row.types();
      for (int i = 0; i < rowIds.length; i++) {
        ids[start + i] = rowIds[i];
        types[start + i] = rowTypes[i];
      }
      start += length;
    }
    Shape shape = new Shape(rows.size(), length);
    List<NDArray> made = new ArrayList<>();
    try {
      made.add(manager.create(ids, shape));
      made.add(manager.create(types, shape));
      made.add(mask(rows, length, manager));
      return new TokenBatch(made.get(0), made.get(1), made.get(2));
    } catch (RuntimeException | Error e) { // out of memory, perhaps: what was made must not stay
      made.forEach(NDArray::close);
      throw e;
    }
  }

  /** True where a row has a token [B, length] bool. */
  public static NDArray mask(List<TokenizedText> rows, int length, NDManager manager) {
    byte[] mask = new byte[Math.multiplyExact(rows.size(), length)];
    int start = 0;
    for (TokenizedText row : rows) {
      Arrays.fill(mask, start, start + row.length(), (byte) 1);
      start += length;
    }
    return manager.create(ByteBuffer.wrap(mask), new Shape(rows.size(), length), DataType.BOOLEAN);
  }

  @Override
  public void close() {
    ids.close();
    types.close();
    mask.close();
  }
}

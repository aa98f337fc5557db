// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Puts a view's elements in the order of its dimensions. They are read in the order in which they
 * lie, a chunk at a time, whatever the order they are wanted in.
 */
final class ViewReader {
  private static final int CHUNK_BYTES = 1 << 16;

  private final Content content;
  private final TensorView view;
  private final ElementType type;
  private final long storageStart;
  private final long lastByte;
  private final byte[] chunk;
  private final ByteBuffer numbers;
  private long chunkStart;
  private long chunkEnd;

  private ViewReader(Content content, TensorView view, long storageStart) {
    this.content = content;
    this.view = view;
    this.type = view.storage().type();
    this.storageStart = storageStart;
    long storageBytes = view.storage().elements() * type.bytes();
    this.lastByte = storageStart + storageBytes;
    this.chunk = new byte[(int) Math.min(CHUNK_BYTES, storageBytes)];
    this.numbers = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The view's elements, row-major.
   *
   * @param storageStart position of the storage's first element; the storage is known to lie in the
   *     content
   */
  static float[] read(Content content, TensorInfo tensor, TensorView view, long storageStart) {
    if (tensor.elements() == 0) {
      return Weights.allocate(content, tensor);
    }
    if (view.isContiguous()) {
      return Weights.read(content, tensor, storageStart + view.offset() * tensor.type().bytes());
    }
    float[] values = Weights.allocate(content, tensor);
    new ViewReader(content, view, storageStart).fill(values);
    return Weights.requireFinite(content, tensor, values);
  }

  /** Walks through the storage like an odometer, whose last wheel has the smallest stride. */
  private void fill(float[] values) {
    List<TensorView.Dimension> wheels = view.dimensions();
    long[] turns = new long[wheels.size()];
    TensorView.Dimension last = wheels.get(wheels.size() - 1);
    long element = view.offset();
    long target = 0;
    while (true) {
      for (int i = 0; i < last.size(); i++) {
        values[(int) (target + i * last.target())] = value(element + i * last.stride());
      }
      int wheel = wheels.size() - 2;
      while (wheel >= 0 && turns[wheel] == wheels.get(wheel).size() - 1) {
        element -= turns[wheel] * wheels.get(wheel).stride();
        target -= turns[wheel] * wheels.get(wheel).target();
        turns[wheel] = 0;
        wheel--;
      }
      if (wheel < 0) {
        return;
      }
      turns[wheel]++;
      element += wheels.get(wheel).stride();
      target += wheels.get(wheel).target();
    }
  }

  private float value(long element) {
    long position = storageStart + element * type.bytes();
    if (position < chunkStart || position + type.bytes() > chunkEnd) {
      int length = (int) Math.min(chunk.length, lastByte - position);
      content.read(position, chunk, 0, length);
      chunkStart = position;
      chunkEnd = position + length;
    }
    return Weights.value(numbers, (int) (position - chunkStart), type);
  }
}

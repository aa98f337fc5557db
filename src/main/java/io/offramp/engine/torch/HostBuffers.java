// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Memory outside the heap that tensors on the CPU share for the time of a call, lent again and
 * again. Safe for use by many threads at once: there are as many buffers as loans at a time.
 */
public final class HostBuffers {
  private final Deque<ByteBuffer> idle = new ConcurrentLinkedDeque<>();

  /**
   * Lends a buffer.
   *
   * @param ints room that it has at least
   */
  public Loan take(int ints) {
    int bytes = Math.multiplyExact(ints, Integer.BYTES);
    ByteBuffer buffer = idle.poll();
    if (buffer == null || buffer.capacity() < bytes) { // a smaller one is left to the collector
      int room = Math.max(bytes, 2 * Integer.highestOneBit(bytes)); // few sizes, soon large enough
      buffer = ByteBuffer.allocateDirect(room).order(ByteOrder.nativeOrder());
    }
    return new Loan(buffer);
  }

  /** A buffer on loan; closing gives it back, after which no tensor of it may be used. */
  public final class Loan implements AutoCloseable {
    private final ByteBuffer bytes;
    private final IntBuffer ints;

    private Loan(ByteBuffer bytes) {
      this.bytes = bytes;
      this.ints = bytes.asIntBuffer();
    }

    /** What to write into, from position 0. */
    public IntBuffer ints() {
      return ints;
    }

    /**
     * A tensor that shares the memory.
     *
     * @param from the first of its values, counted in fours of bytes
     * @param type of four bytes
     * @param manager of the CPU
     */
    public NDArray tensor(int from, Shape shape, DataType type, NDManager manager) {
      int values = Math.toIntExact(shape.size());
      ByteBuffer slice = bytes.slice(from * Integer.BYTES, values * Integer.BYTES);
      return manager.create(slice.order(ByteOrder.nativeOrder()), shape, type);
    }

    @Override
    public void close() {
      idle.push(bytes);
    }
  }
}

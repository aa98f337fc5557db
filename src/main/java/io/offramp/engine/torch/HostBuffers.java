// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Memory that tensors on the CPU share with Java for the time of a call, lent again and again: new
 * tensors between two calls, small as they are, cost time and move the large ones away from where
 * caches know them. Safe for use by many threads at once: there are as many buffers as loans at a
 * time.
 */
public final class HostBuffers {
  private final NDManager scope;
  private final Deque<Buffer> idle = new ConcurrentLinkedDeque<>();

  /**
   * Buffers of a scope.
   *
   * @param scope of the CPU; owns the tensors
   */
  public HostBuffers(NDManager scope) {
    this.scope = scope;
  }

  /** The same memory, as each side sees it. */
  private record Buffer(ByteBuffer bytes, NDArray reals, NDArray ints) {
    void close() {
      reals.close();
      ints.close();
    }
  }

  /**
   * Lends a buffer.
   *
   * @param values of four bytes, that it has room for at least
   */
  public Loan take(int values) {
    Buffer buffer = idle.poll();
    if (buffer != null && buffer.bytes.capacity() / Integer.BYTES >= values) {
      return new Loan(buffer);
    }
    if (buffer != null) {
      buffer.close();
    }
    int room = Math.max(values, 2 * Integer.highestOneBit(values)); // soon large enough for all
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(room, Integer.BYTES))
            .order(ByteOrder.nativeOrder());
    Shape shape = new Shape(room);
    return new Loan(
        new Buffer(
            bytes,
            scope.create(bytes.duplicate(), shape, DataType.FLOAT32),
            scope.create(bytes.duplicate(), shape, DataType.INT32)));
  }

  /** A buffer on loan; closing gives it back, after which it may not be used. */
  public final class Loan implements AutoCloseable {
    private final Buffer buffer;

    private Loan(Buffer buffer) {
      this.buffer = buffer;
    }

    /** What to write into, or read. */
    public IntBuffer ints() {
      return buffer.bytes.asIntBuffer();
    }

    /** The same as float32. */
    public FloatBuffer reals() {
      return buffer.bytes.asFloatBuffer();
    }

    /** All of it as a float32 tensor. */
    public NDArray realTensor() {
      return buffer.reals;
    }

    /** All of it as an int32 tensor. */
    public NDArray intTensor() {
      return buffer.ints;
    }

    @Override
    public void close() {
      idle.push(buffer);
    }
  }
}

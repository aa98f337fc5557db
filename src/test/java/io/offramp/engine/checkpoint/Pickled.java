// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes pickles opcode by opcode, also ones that Python would not. */
final class Pickled {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Pickled op(int... opcodes) {
    for (int opcode : opcodes) {
      out.write(opcode);
    }
    return this;
  }

  Pickled text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return op('X').le(bytes.length, 4).raw(bytes);
  }

  Pickled global(String module, String name) {
    return raw(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** LONG1 of 8 bytes. */
  Pickled integer(long value) {
    return op(0x8a, 8).le(value, 8);
  }

  Pickled tuple(long... values) {
    op('(');
    for (long value : values) {
      integer(value);
    }
    return op('t');
  }

  /** The stand-in of a storage, of five parts. */
  Pickled storage(String type, String key, long elements) {
    op('(').text("storage").global("torch", type).text(key).text("cpu");
    return integer(elements).op('t', 'Q');
  }

  /** A tensor's call, of one storage. */
  Pickled tensor(
      String type, String key, long elements, long offset, long[] sizes, long[] strides) {
    global("torch._utils", "_rebuild_tensor_v2").op('(').storage(type, key, elements);
    integer(offset).tuple(sizes).tuple(strides).op(0x89);
    return orderedDict().op('t', 'R');
  }

  Pickled orderedDict() {
    return global("collections", "OrderedDict").op(')', 'R');
  }

  Pickled le(long value, int bytes) {
    return raw(
        Arrays.copyOf(
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array(), bytes));
  }

  Pickled raw(byte... bytes) {
    out.writeBytes(bytes);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /** The bytes with STOP at their end. */
  byte[] stop() {
    return op('.').bytes();
  }

  /** A dict with one tensor, {@code w}, of two float32 elements in storage 0. */
  static byte[] oneTensor() {
    return new Pickled()
        .op(0x80, 2, '}')
        .text("w")
        .tensor("FloatStorage", "0", 2, 0, new long[] {2}, new long[] {1})
        .op('s')
        .stop();
  }

  /** Two float32 numbers. */
  static byte[] oneTwo() {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1).putFloat(2).array();
  }
}

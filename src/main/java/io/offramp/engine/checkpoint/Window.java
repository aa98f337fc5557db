// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Some of a content's bytes, read from first to last through a small buffer; little-endian. */
final class Window {
  private static final int BYTES = 1 << 14;

  private final Content content;
  private final String what;
  private final byte[] buffer = new byte[BYTES];
  private final ByteBuffer numbers = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
  private final long end;
  private long bufferStart;
  private int filled;
  private int next;

  /**
   * The bytes from {@code start} to {@code end}.
   *
   * @param what what messages call them
   */
  Window(Content content, String what, long start, long end) {
    content.requireRange(start, end - start);
    this.content = content;
    this.what = what;
    this.end = end;
    bufferStart = start;
  }

  /** Where the next byte stands in the content. */
  long position() {
    return bufferStart + next;
  }

  /** The next byte, 0 to 255. */
  int u8() {
    return Byte.toUnsignedInt(numbers.get(advance(Byte.BYTES)));
  }

  /** The next 2 bytes. */
  int u16() {
    return Short.toUnsignedInt(numbers.getShort(advance(Short.BYTES)));
  }

  /** The next 4 bytes. */
  int i32() {
    return numbers.getInt(advance(Integer.BYTES));
  }

  /** The next 4 bytes, of which the first bit is no sign. */
  long u32() {
    return Integer.toUnsignedLong(i32());
  }

  /** The next 8 bytes. */
  long i64() {
    return numbers.getLong(advance(Long.BYTES));
  }

  /** The next bytes; none is allocated that does not exist. */
  byte[] bytes(int length) {
    require(length);
    byte[] bytes = content.bytes(position(), length);
    skip(length);
    return bytes;
  }

  /** Leaves out the next bytes. */
  void skip(long length) {
    require(length);
    if (length <= filled - next) {
      next += (int) length;
    } else {
      bufferStart = position() + length;
      filled = 0;
      next = 0;
    }
  }

  /** Makes sure that the next bytes are in the buffer; gives the first one's index there. */
  private int advance(int length) {
    if (filled - next < length) {
      require(length);
      bufferStart = position();
      next = 0;
      filled = (int) Math.min(BYTES, end - bufferStart);
      content.read(bufferStart, buffer, 0, filled);
    }
    int first = next;
    next += length;
    return first;
  }

  private void require(long length) {
    if (length < 0 || length > end - position()) {
      throw content.refusal(
          "%s ends too early: %d bytes should stand from byte %d on, and there are %d (copy it again)"
              .formatted(what, length, position(), end - position()));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

/**
 * Bytes that can be read at any place, in any order: a file's. A reader asks how many there are
 * before it believes a size that stands among them.
 */
interface Content extends AutoCloseable {
  /** What messages call it. */
  String name();

  /** How many bytes there are. */
  long size();

  /**
   * Fills {@code into[from .. from + length)} with what stands from {@code position} on.
   *
   * @throws CheckpointException if it ends before that
   */
  void read(long position, byte[] into, int from, int length);

  @Override
  void close();

  /**
   * The bytes of a range.
   *
   * @throws CheckpointException if it ends before that; nothing was allocated then
   */
  default byte[] bytes(long position, int length) {
    requireRange(position, length);
    byte[] bytes = new byte[length];
    read(position, bytes, 0, length);
    return bytes;
  }

  /** Refuses a range that does not lie within the content, without overflowing. */
  default void requireRange(long position, long length) {
    if (position < 0 || length < 0 || position > size() || length > size() - position) {
      throw refusal(
          "it ends at byte %d, within what should stand there: %d bytes from %d (copy it again)"
              .formatted(size(), length, position));
    }
  }

  /** An exception to throw that names the content. */
  default CheckpointException refusal(String reason) {
    return new CheckpointException("Cannot read %s: %s".formatted(name(), reason));
  }
}

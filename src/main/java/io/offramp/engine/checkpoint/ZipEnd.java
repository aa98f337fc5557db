// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The last record of a ZIP, which says where the list of its entries is.
 *
 * @param listStart position of the list
 * @param listBytes its size
 * @param entries how many entries it lists
 */
record ZipEnd(long listStart, long listBytes, long entries) {
  private static final int SIGNATURE = 0x06054b50;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int ZIP64_SIGNATURE = 0x06064b50;
  private static final int BYTES = 22;
  private static final int LOCATOR_BYTES = 20;
  private static final int ZIP64_BYTES = 56;
  private static final int MAX_COMMENT = 0xffff;
  private static final int SMALLEST_ENTRY = 46;
  private static final long MAX_LIST_BYTES = 64 << 20;

  /**
   * Finds it at the end of the content.
   *
   * @throws CheckpointException if it is not there, or the list does not fit before it
   */
  static ZipEnd find(Content content) {
    int length = (int) Math.min(content.size(), BYTES + MAX_COMMENT);
    long tailStart = content.size() - length;
    ByteBuffer tail =
        ByteBuffer.wrap(content.bytes(tailStart, length)).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = length - BYTES; at >= 0; at--) {
      if (tail.getInt(at) == SIGNATURE
          && Short.toUnsignedInt(tail.getShort(at + 20)) == length - BYTES - at) {
        return checked(content, tailStart + at, read(content, tail, tailStart, at));
      }
    }
    throw content.refusal("it is a ZIP whose end is missing (copy the whole file again)");
  }

  private static ZipEnd read(Content content, ByteBuffer tail, long tailStart, int at) {
    long entries = Short.toUnsignedLong(tail.getShort(at + 10));
    long bytes = Integer.toUnsignedLong(tail.getInt(at + 12));
    long start = Integer.toUnsignedLong(tail.getInt(at + 16));
    boolean zip64 = entries == 0xffff || bytes == 0xffffffffL || start == 0xffffffffL;
    return zip64 ? zip64(content, tailStart + at) : new ZipEnd(start, bytes, entries);
  }

  private static ZipEnd zip64(Content content, long end) {
    ByteBuffer locator = record(content, end - LOCATOR_BYTES, LOCATOR_BYTES, LOCATOR_SIGNATURE);
    ByteBuffer record = record(content, locator.getLong(8), ZIP64_BYTES, ZIP64_SIGNATURE);
    return new ZipEnd(record.getLong(48), record.getLong(40), record.getLong(32));
  }

  private static ByteBuffer record(Content content, long at, int bytes, int signature) {
    ByteBuffer record = ByteBuffer.wrap(content.bytes(at, bytes)).order(ByteOrder.LITTLE_ENDIAN);
    if (record.getInt(0) != signature) {
      throw content.refusal(
          "it is a ZIP of more than 4 GB without the records for it (copy it again)");
    }
    return record;
  }

  private static ZipEnd checked(Content content, long position, ZipEnd end) {
    boolean fits =
        end.listStart >= 0
            && end.listBytes >= 0
            && end.listStart <= position
            && end.listBytes <= position - end.listStart;
    if (!fits || end.listBytes > MAX_LIST_BYTES || end.entries < 0) {
      throw content.refusal(
          "its list of entries has %d bytes from %d on (must be at most %d, and end before byte %d; copy it again)"
              .formatted(end.listBytes, end.listStart, MAX_LIST_BYTES, position));
    }
    if (end.entries > end.listBytes / SMALLEST_ENTRY) {
      throw content.refusal(
          "its list of entries has %d bytes, too few for %d entries (copy it again)"
              .formatted(end.listBytes, end.entries));
    }
    return end;
  }
}

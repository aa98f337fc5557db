// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Float32 numbers one after another, little-endian, as a checkpoint keeps weights and moments.
 *
 * <p>They pass through one small buffer: an array of an encoder's vocabulary may take most of a
 * gigabyte, and a channel would copy it whole into memory outside the heap.
 */
final class FloatFile {
  private static final int FLOATS_AT_ONCE = 1 << 18;

  private FloatFile() {}

  /** Writes arrays one after another, and has the disk take them before it returns. */
  static void write(Path file, List<float[]> arrays) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = buffer();
      for (float[] values : arrays) {
        for (int from = 0; from < values.length; from += FLOATS_AT_ONCE) {
          int floats = Math.min(FLOATS_AT_ONCE, values.length - from);
          bytes.clear().limit(floats * Float.BYTES);
          bytes.asFloatBuffer().put(values, from, floats);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        }
      }
      channel.force(true);
    }
  }

  /** Reads arrays of those lengths, which are all that the file has. */
  static List<float[]> read(Path file, List<Integer> lengths) throws IOException {
    List<float[]> arrays = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long wanted = lengths.stream().mapToLong(length -> (long) length * Float.BYTES).sum();
      if (channel.size() != wanted) {
        throw new IOException(
            "%s has %,d bytes (must have %,d)"
                .formatted(file.getFileName(), channel.size(), wanted));
      }
      ByteBuffer bytes = buffer();
      for (int length : lengths) {
        float[] values = new float[length];
        for (int from = 0; from < length; from += FLOATS_AT_ONCE) {
          int floats = Math.min(FLOATS_AT_ONCE, length - from);
          bytes.clear().limit(floats * Float.BYTES);
          while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
              throw new IOException(file.getFileName() + " became shorter while it was read");
            }
          }
          bytes.flip().asFloatBuffer().get(values, from, floats);
        }
        arrays.add(values);
      }
    }
    return arrays;
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(FLOATS_AT_ONCE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}

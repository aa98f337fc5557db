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

/** Float32 numbers one after another, little-endian, as a checkpoint keeps weights and moments. */
final class FloatFile {
  private FloatFile() {}

  /** Writes arrays one after another, and has the disk take them before it returns. */
  static void write(Path file, List<float[]> arrays) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (float[] values : arrays) {
        ByteBuffer bytes = buffer(values.length);
        bytes.asFloatBuffer().put(values);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      channel.force(true);
    }
  }

  /** Reads arrays of those lengths, which are all that the file has. */
  static List<float[]> read(Path file, List<Integer> lengths) throws IOException {
    List<float[]> arrays = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int length : lengths) {
        ByteBuffer bytes = buffer(length);
        while (bytes.hasRemaining()) {
          if (channel.read(bytes) < 0) {
            throw new IOException("the file is too short");
          }
        }
        float[] values = new float[length];
        bytes.flip().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        arrays.add(values);
      }
      if (channel.position() != channel.size()) {
        throw new IOException("the file is too long");
      }
    }
    return arrays;
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(Math.multiplyExact(length, Float.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}

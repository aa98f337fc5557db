// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file's bytes, by positioned reads; as long as it was when it was opened. */
final class FileContent implements Content {
  private final Path file;
  private final FileChannel channel;
  private final long size;

  private FileContent(Path file, FileChannel channel, long size) {
    this.file = file;
    this.channel = channel;
    this.size = size;
  }

  /**
   * Opens a file.
   *
   * @throws CheckpointException if it is not there or cannot be read
   */
  static FileContent open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file);
      try {
        return new FileContent(file, channel, channel.size());
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new CheckpointException(
          "Cannot read %s: there is no such file (copy the whole checkpoint)".formatted(file), e);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, byte[] into, int from, int length) {
    requireRange(position, length);
    ByteBuffer buffer = ByteBuffer.wrap(into, from, length);
    try {
      while (buffer.hasRemaining()) {
        long at = position + length - buffer.remaining();
        if (channel.read(buffer, at) < 0) {
          throw refusal(
              "it became shorter while it was read, and ends at byte %d now (copy it again)"
                  .formatted(at));
        }
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static CheckpointException failure(Path file, IOException e) {
    return new CheckpointException(
        "Cannot read %s: %s (make it a file that can be read)".formatted(file, e), e);
  }
}

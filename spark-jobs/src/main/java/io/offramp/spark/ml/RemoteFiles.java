// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * Reads files through the Hadoop file system of their URI's scheme.
 *
 * <p>All that fails is an {@link IOException} whose message follows "Cannot open X: "; a {@link
 * FileNotFoundException} if there is no such file.
 */
final class RemoteFiles {
  private static final int BUFFER_BYTES = 1 << 17;

  private RemoteFiles() {}

  /** The whole content of a small file. */
  static byte[] read(String uri, Configuration hadoop) throws IOException {
    try (InputStream in = open(uri, hadoop)) {
      return in.readAllBytes();
    }
  }

  /** Whether there is a file. */
  static boolean isFile(String uri, Configuration hadoop) throws IOException {
    org.apache.hadoop.fs.Path file = path(uri);
    try {
      return files(file, hadoop).getFileStatus(file).isFile();
    } catch (FileNotFoundException | ParentNotDirectoryException e) {
      return false;
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Copies a file here.
   *
   * @param bytes that are expected; of a longer file one more is copied, enough to see that it is
   *     another one
   */
  static void copy(String uri, long bytes, Path target, Configuration hadoop) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = open(uri, hadoop);
        OutputStream out = Files.newOutputStream(target)) {
      long left = bytes + 1;
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          return;
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }

  private static InputStream open(String uri, Configuration hadoop) throws IOException {
    org.apache.hadoop.fs.Path file = path(uri);
    FileSystem files = files(file, hadoop);
    try {
      return files.open(file);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  private static org.apache.hadoop.fs.Path path(String uri) throws IOException {
    try {
      return new org.apache.hadoop.fs.Path(uri);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s (must be as hdfs://host/folder)".formatted(e.getMessage()), e);
    }
  }

  /** File systems are Hadoop's to share and to close. */
  private static FileSystem files(org.apache.hadoop.fs.Path file, Configuration hadoop)
      throws IOException {
    String scheme = file.toUri().getScheme();
    try {
      return file.getFileSystem(hadoop);
    } catch (UnsupportedFileSystemException e) {
      throw new IOException(
          "Hadoop has no file system for '%s:' (must be one such as hdfs: or s3a:; its jar belongs on the class path of the driver and the executors)"
              .formatted(scheme),
          e);
    } catch (RuntimeException e) { // a class that is missing, a host that is not known, a bad value
      throw new IOException(
          "the file system for '%s:' does not start: %s (see that its jar is on the class path of the driver and the executors, and its spark.hadoop.* settings)"
              .formatted(scheme, e.getMessage()),
          e);
    }
  }
}

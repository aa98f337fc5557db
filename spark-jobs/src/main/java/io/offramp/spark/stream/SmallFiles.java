// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Small text files on any Hadoop file system, which are there whole or not at all. */
final class SmallFiles {
  private SmallFiles() {}

  /** The text of a file; empty if there is none. */
  static Optional<String> read(Path file, Configuration hadoop) throws IOException {
    try (var in = file.getFileSystem(hadoop).open(file)) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Writes a file beside its place and then renames it, where a rename is one step. */
  static void write(Path file, String text, Configuration hadoop) throws IOException {
    FileSystem files = file.getFileSystem(hadoop);
    Path fresh = new Path(file.getParent(), "_" + file.getName() + ".fresh");
    try (FSDataOutputStream out = files.create(fresh, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.hsync();
    }
    move(fresh, file, files);
  }

  /** Renames a file to a name that may be taken; nothing to do if another process has done it. */
  static void move(Path from, Path to, FileSystem files) throws IOException {
    if (renames(from, to, files) || (!files.exists(from) && files.exists(to))) {
      return;
    }
    files.delete(to, false); // some file systems rename to no name that is taken
    if (!renames(from, to, files)) {
      throw new IOException("%s cannot be renamed to %s".formatted(from, to));
    }
  }

  /**
   * Renames a file to a name unless that is taken. HDFS does both in one step; on a local disk
   * somebody else has to see to it that no other process does the same.
   *
   * @return whether it was free
   */
  static boolean moveIfFree(Path from, Path to, FileSystem files) throws IOException {
    files.mkdirs(to.getParent());
    if (!files.exists(to) && renames(from, to, files)) {
      return true;
    }
    if (!files.exists(to)) {
      throw new IOException("%s cannot be renamed to %s".formatted(from, to));
    }
    return false;
  }

  /** Some file systems say that a file is missing, others only that it was not renamed. */
  private static boolean renames(Path from, Path to, FileSystem files) throws IOException {
    try {
      return files.rename(from, to);
    } catch (FileNotFoundException e) {
      return false;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/** Moves of files and folders on Hadoop's file systems. */
final class Folders {
  /** Letters that make a name fresh. */
  private static final int RANDOM = 8;

  private Folders() {}

  /**
   * A fresh name beside a folder, hidden from readers of tables.
   *
   * @throws TableException if the folder is the root of its file system
   */
  static Path beside(Path folder, String what) {
    Path parent = folder.getParent();
    if (parent == null) {
      throw new TableException(
          "Cannot write %s: it is the root of its file system (name a folder in it)"
              .formatted(folder));
    }
    String random = UUID.randomUUID().toString().substring(0, RANDOM);
    return new Path(parent, prefix(folder, what) + random);
  }

  /** The folders that have such a name by now. */
  static List<Path> besides(Path folder, String what, FileSystem files) throws IOException {
    Path parent = folder.getParent();
    if (parent == null || !files.exists(parent)) {
      return List.of();
    }
    String start = prefix(folder, what);
    return Arrays.stream(files.listStatus(parent))
        .filter(FileStatus::isDirectory)
        .map(FileStatus::getPath)
        .filter(path -> path.getName().startsWith(start))
        .filter(path -> path.getName().length() == start.length() + RANDOM)
        .toList();
  }

  private static String prefix(Path folder, String what) {
    String own = folder.getName().replace('=', '-'); // else Spark would take it for a partition
    return "_offramp-%s-%s-".formatted(own, what);
  }

  /**
   * The folder that a path leads to: links are followed, so that what they point at is replaced.
   */
  static Path real(String location, Configuration hadoop) throws IOException {
    Path path = new Path(location);
    FileSystem files = path.getFileSystem(hadoop);
    Path full = files.makeQualified(path);
    if (!"file".equals(full.toUri().getScheme())) {
      return full;
    }
    java.nio.file.Path local = java.nio.file.Path.of(full.toUri().getPath());
    return Files.isSymbolicLink(local) && Files.exists(local)
        ? new Path("file", null, local.toRealPath().toString())
        : full;
  }

  /** Moves a file or a folder; from one file system to another it is copied. */
  static void move(Path from, Path to, Configuration hadoop) throws IOException {
    FileSystem source = from.getFileSystem(hadoop);
    FileSystem target = to.getFileSystem(hadoop);
    target.mkdirs(Objects.requireNonNull(to.getParent(), "parent of " + to));
    boolean moved =
        source.getUri().equals(target.getUri())
            ? source.rename(from, to)
            : FileUtil.copy(source, from, target, to, true, hadoop);
    if (!moved) {
      throw new IOException("%s cannot be renamed to %s".formatted(from, to));
    }
  }
}

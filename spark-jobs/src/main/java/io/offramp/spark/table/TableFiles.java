// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files behind a table's path: a file, a folder or a glob, on any Hadoop file system. */
final class TableFiles {
  private TableFiles() {}

  /**
   * The format that all files of a table have by their names.
   *
   * @throws TableException if there are no files, or their names tell no format or several
   */
  static TableFormat format(String location, Configuration hadoop) {
    TreeSet<TableFormat> formats = new TreeSet<>();
    for (Path file : list(location, hadoop)) {
      String name = file.getName();
      formats.add(
          TableFormat.ofFile(name)
              .orElseThrow(
                  () ->
                      new TableException(
                          "Cannot tell the format of %s in %s (must end in .jsonl, .csv, .parquet, .txt or .orc, packed or not; or say --input-format)"
                              .formatted(name, location))));
    }
    if (formats.size() > 1) {
      throw new TableException(
          "Cannot read %s: its files have formats %s (must be one; name the files of one with a glob)"
              .formatted(location, formats.stream().map(TableFormat::id).toList()));
    }
    return formats.first();
  }

  /**
   * The table's files, by path.
   *
   * @throws TableException if there are none, or some in a folder that Spark would leave out
   */
  static List<Path> list(String location, Configuration hadoop) {
    try {
      FileSystem files = new Path(location).getFileSystem(hadoop);
      List<Path> found = new ArrayList<>();
      for (FileStatus status : roots(location, hadoop)) {
        collect(files, status, found);
      }
      if (found.isEmpty()) {
        throw new TableException("Cannot read %s: the folder has no files".formatted(location));
      }
      found.sort(null);
      return found;
    } catch (IOException | IllegalArgumentException e) {
      throw new TableException("Cannot read %s: %s".formatted(location, e.getMessage()), e);
    }
  }

  /**
   * What the location names: a file, a folder, or all that a glob matches.
   *
   * @throws TableException if there is nothing
   */
  static List<FileStatus> roots(String location, Configuration hadoop) throws IOException {
    Path path = new Path(location);
    FileStatus[] found = path.getFileSystem(hadoop).globStatus(path);
    if (found == null || found.length == 0) {
      throw new TableException(
          "Cannot read %s: there is no such file or folder".formatted(location));
    }
    return List.of(found);
  }

  /** Names that begin with a dot or an underscore are not data, by Hadoop's convention. */
  private static void collect(FileSystem files, FileStatus status, List<Path> found)
      throws IOException {
    if (status.isFile()) {
      found.add(status.getPath());
      return;
    }
    for (FileStatus child : files.listStatus(status.getPath())) {
      String name = child.getPath().getName();
      if (name.startsWith(".") || name.startsWith("_")) {
        continue;
      }
      int before = found.size();
      collect(files, child, found);
      if (child.isDirectory() && !PartitionFolders.isOne(name) && found.size() > before) {
        throw leftOut(status.getPath(), child.getPath(), found.get(before));
      }
    }
  }

  private static TableException leftOut(Path folder, Path subFolder, Path file) {
    int dot = file.getName().indexOf('.');
    return new TableException(
        "Cannot read %s: the files in its folder %s would be left out (must be files, or folders named column=value; name the files with a glob such as %s/*/*%s)"
            .formatted(
                plain(folder),
                subFolder.getName(),
                plain(folder),
                dot < 0 ? "" : file.getName().substring(dot)));
  }

  /** A local path without {@code file:}. */
  private static String plain(Path path) {
    return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
  }
}

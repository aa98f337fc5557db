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
    for (String name : names(location, hadoop)) {
      formats.add(
          TableFormat.ofFile(name)
              .orElseThrow(
                  () ->
                      new TableException(
                          "Cannot tell the format of %s in %s (must end in .jsonl, .csv or .parquet, packed or not; or say --input-format)"
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
   * Refuses a table that is not there.
   *
   * @throws TableException if there are no files
   */
  static void requirePresent(String location, Configuration hadoop) {
    names(location, hadoop);
  }

  private static List<String> names(String location, Configuration hadoop) {
    try {
      FileSystem files = new Path(location).getFileSystem(hadoop);
      List<String> names = new ArrayList<>();
      for (FileStatus status : roots(location, hadoop)) {
        collect(files, status, names);
      }
      if (names.isEmpty()) {
        throw new TableException("Cannot read %s: the folder has no files".formatted(location));
      }
      return names;
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
  private static void collect(FileSystem files, FileStatus status, List<String> names)
      throws IOException {
    String name = status.getPath().getName();
    if (status.isFile()) {
      names.add(name);
      return;
    }
    for (FileStatus child : files.listStatus(status.getPath())) {
      String childName = child.getPath().getName();
      if (!childName.startsWith(".") && !childName.startsWith("_")) {
        collect(files, child, names);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The part files of a table that Spark wrote, which are named {@code part-00007-...}. */
final class PartFiles {
  private static final Pattern PART = Pattern.compile("part-(\\d+)(-.*)");

  private PartFiles() {}

  /** Whether a folder, or one in it, has a file that is data. */
  static boolean any(FileSystem files, Path folder) throws IOException {
    for (FileStatus child : files.listStatus(folder)) {
      if (isData(child.getPath()) && (child.isFile() || any(files, child.getPath()))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Moves a table's files into another's folders, one by one, numbered from after those that are
   * there: files read in order then hold the old rows first. Other files replace those of their
   * name.
   */
  static void add(FileSystem files, Path from, Path to, Configuration hadoop) throws IOException {
    add(files, from, to, 1 + lastNumber(files, to), hadoop);
  }

  private static void add(FileSystem files, Path from, Path to, long first, Configuration hadoop)
      throws IOException {
    for (FileStatus child : files(from, from.getFileSystem(hadoop))) {
      Path target = new Path(to, child.getPath().getName());
      if (child.isDirectory()) {
        add(files, child.getPath(), target, first, hadoop);
        continue;
      }
      Matcher part = PART.matcher(target.getName());
      if (part.matches()) {
        long number = first + Long.parseLong(part.group(1));
        target = new Path(to, "part-%05d%s".formatted(number, part.group(2)));
      } else {
        files.delete(target, false);
      }
      Folders.move(child.getPath(), target, hadoop);
    }
  }

  /** The greatest number in a folder and those in it; -1 if there is none. */
  private static long lastNumber(FileSystem files, Path folder) throws IOException {
    long last = -1;
    for (FileStatus child : files(folder, files)) {
      if (child.isDirectory()) {
        last = Math.max(last, lastNumber(files, child.getPath()));
      } else {
        Matcher part = PART.matcher(child.getPath().getName());
        last = part.matches() ? Math.max(last, Long.parseLong(part.group(1))) : last;
      }
    }
    return last;
  }

  private static FileStatus[] files(Path folder, FileSystem files) throws IOException {
    try {
      return files.listStatus(folder);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private static boolean isData(Path path) {
    return !path.getName().startsWith("_") && !path.getName().startsWith(".");
  }
}

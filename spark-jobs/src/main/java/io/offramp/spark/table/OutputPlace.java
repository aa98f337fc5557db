// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Whether an output can go where it is to go: what is there, and what else is. */
public final class OutputPlace {
  private OutputPlace() {}

  /**
   * Refuses an output that is taken, before any work is spent.
   *
   * @throws TableException if {@code location} exists and may not be replaced
   */
  public static void requireWritable(String location, TableWriter.Mode mode, Configuration hadoop) {
    if (exists(location, hadoop) && mode == TableWriter.Mode.ERROR) {
      throw taken(location);
    }
  }

  /**
   * The same for an output that may be a catalog's table.
   *
   * @throws TableException likewise
   */
  public static void requireWritable(SparkSession spark, String location, TableWriter.Mode mode) {
    Optional<String> name = TableName.of(location);
    if (name.isEmpty()) {
      requireWritable(location, mode, spark.sparkContext().hadoopConfiguration());
    } else if (mode == TableWriter.Mode.ERROR && LakeTable.exists(spark, name.get())) {
      throw taken(location);
    }
  }

  private static TableException taken(String location) {
    return new TableException(
        "Cannot write %s: it exists (name another --output, or say --mode overwrite)"
            .formatted(location));
  }

  /** Whether there is anything at a path. */
  static boolean exists(String location, Configuration hadoop) {
    try {
      Path path = new Path(location);
      return path.getFileSystem(hadoop).exists(path);
    } catch (IOException | IllegalArgumentException e) {
      throw new TableException("Cannot write %s: %s".formatted(location, e.getMessage()), e);
    }
  }

  /**
   * Refuses an output that is, or holds, the input, which it would replace.
   *
   * @throws TableException if so, or if there is no input
   */
  public static void requireApart(String location, String input, Configuration hadoop) {
    if (TableName.of(location).isPresent() || TableName.of(input).isPresent()) {
      if (location.equals(input)) {
        throw apart(location, input);
      }
      return;
    }
    try {
      Path output = qualified(location, hadoop);
      for (FileStatus root : TableFiles.roots(input, hadoop)) {
        if (isIn(root.getPath(), output)) {
          throw apart(location, input);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new TableException("Cannot read %s: %s".formatted(input, e.getMessage()), e);
    }
  }

  /**
   * Refuses a quarantine that is, holds, or lies in the output: one would replace the other.
   *
   * @throws TableException if so
   */
  public static void requireDisjoint(String output, String quarantine, Configuration hadoop) {
    if (TableName.of(output).isPresent()) {
      return;
    }
    try {
      Path one = qualified(output, hadoop);
      Path other = qualified(quarantine, hadoop);
      if (isIn(one, other) || isIn(other, one)) {
        throw new TableException(
            "Cannot put the quarantine %s and the output %s into each other (name a folder beside it)"
                .formatted(quarantine, output));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new TableException("Cannot write %s: %s".formatted(quarantine, e.getMessage()), e);
    }
  }

  private static Path qualified(String location, Configuration hadoop) throws IOException {
    Path path = new Path(location);
    return path.getFileSystem(hadoop).makeQualified(path);
  }

  private static boolean isIn(Path path, Path folder) {
    for (Path at = path; at != null; at = at.getParent()) {
      if (at.equals(folder)) {
        return true;
      }
    }
    return false;
  }

  private static TableException apart(String location, String input) {
    return new TableException(
        "Cannot write %s: it holds the input %s, which it would replace or mix with (name another --output)"
            .formatted(location, input));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Writes tables as folders of part files, and small files beside them. */
public final class TableWriter {
  /** A summary's name in the folder of the table that it is about. */
  public static final String SUMMARY = "_summary.json";

  private TableWriter() {}

  /** What becomes of a table that is there. */
  public enum Mode {
    /** Refuse if something is there. */
    ERROR,
    /** Replace what is there. */
    OVERWRITE,
    /** Add to what is there, whose columns must be the same. */
    APPEND;

    /** Name in flags and summaries. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Refuses an output that is taken, before any work is spent.
   *
   * @throws TableException if {@code location} exists and may not be replaced
   */
  public static void requireWritable(String location, Mode mode, Configuration hadoop) {
    if (exists(location, hadoop) && mode == Mode.ERROR) {
      throw taken(location);
    }
  }

  /**
   * The same for an output that may be a catalog's table.
   *
   * @throws TableException likewise
   */
  public static void requireWritable(SparkSession spark, String location, Mode mode) {
    Optional<String> name = TableName.of(location);
    if (name.isEmpty()) {
      requireWritable(location, mode, spark.sparkContext().hadoopConfiguration());
    } else if (mode == Mode.ERROR && LakeTable.exists(spark, name.get())) {
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

  /**
   * Refuses a schema that the format cannot hold.
   *
   * @throws TableException naming the first column with a nested or binary type, for CSV
   */
  public static void requireRepresentable(StructType schema, TableFormat format) {
    if (format != TableFormat.CSV) {
      return;
    }
    for (StructField field : schema.fields()) {
      if (!(field.dataType() instanceof AtomicType)
          || field.dataType().equals(DataTypes.BinaryType)) {
        throw new TableException(
            "Cannot write column '%s' of type %s as CSV (use --output-format parquet or jsonl)"
                .formatted(field.name(), field.dataType().simpleString()));
      }
    }
  }

  /** Writes the table; a task that is tried again leaves no second copy. */
  public static void write(Dataset<Row> rows, String location, TableFormat format, Mode mode) {
    String name = mode == Mode.OVERWRITE ? "overwrite" : "errorifexists";
    TableFileWriter.write(rows, location, format, name, List.of(), 0);
  }

  /**
   * Writes a small text file into a table's folder.
   *
   * @param name with a leading underscore, so that readers of the table skip it
   */
  public static void writeBeside(String location, String name, String text, Configuration hadoop) {
    Path path = new Path(location, name);
    try (FSDataOutputStream out = path.getFileSystem(hadoop).create(path, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new TableException("Cannot write %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** Whether a table is a folder with that file in it. */
  public static boolean hasBeside(String location, String name, Configuration hadoop) {
    try {
      Path folder = new Path(location);
      FileSystem files = folder.getFileSystem(hadoop);
      return files.getFileStatus(folder).isDirectory() && files.exists(new Path(folder, name));
    } catch (FileNotFoundException e) {
      return false; // a glob, or nothing; whoever reads the table says so
    } catch (IOException | IllegalArgumentException e) {
      throw new TableException("Cannot read %s: %s".formatted(location, e.getMessage()), e);
    }
  }

  /**
   * Reads a small text file from a table's folder.
   *
   * @throws TableException if it is not there
   */
  public static String readBeside(String location, String name, Configuration hadoop) {
    Path path = new Path(location, name);
    try (var in = path.getFileSystem(hadoop).open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new TableException("Cannot read %s: %s".formatted(path, e.getMessage()), e);
    }
  }
}

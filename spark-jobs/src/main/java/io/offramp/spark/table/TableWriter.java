// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Writes tables as folders of part files, and small files beside them. */
public final class TableWriter {
  private TableWriter() {}

  /** Whether a table may be replaced. */
  public enum Mode {
    /** Refuse if something is there. */
    ERROR,
    /** Replace what is there. */
    OVERWRITE
  }

  /**
   * Refuses an output that is taken, before any work is spent.
   *
   * @throws TableException if {@code location} exists and may not be replaced
   */
  public static void requireWritable(String location, Mode mode, Configuration hadoop) {
    try {
      Path path = new Path(location);
      if (mode == Mode.ERROR && path.getFileSystem(hadoop).exists(path)) {
        throw new TableException(
            "Cannot write %s: it exists (name another --output, or say --mode overwrite)"
                .formatted(location));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new TableException("Cannot write %s: %s".formatted(location, e.getMessage()), e);
    }
  }

  /**
   * Refuses an output that is, or holds, the input: what is replaced is deleted before it is read.
   *
   * @throws TableException if so, or if there is no input
   */
  public static void requireApart(String location, String input, Configuration hadoop) {
    try {
      Path path = new Path(location);
      Path output = path.getFileSystem(hadoop).makeQualified(path);
      for (FileStatus root : TableFiles.roots(input, hadoop)) {
        for (Path at = root.getPath(); at != null; at = at.getParent()) {
          if (at.equals(output)) {
            throw new TableException(
                "Cannot write %s: it holds the input %s, which would be deleted before it is read (name another --output)"
                    .formatted(location, input));
          }
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new TableException("Cannot read %s: %s".formatted(input, e.getMessage()), e);
    }
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
    DataFrameWriter<Row> writer =
        rows.write().mode(mode == Mode.OVERWRITE ? "overwrite" : "errorifexists");
    switch (format) {
      case JSONL -> writer.option("ignoreNullFields", "false").json(location);
      case CSV ->
          writer
              .option("header", "true")
              .option("escape", "\"")
              .option("ignoreLeadingWhiteSpace", "false")
              .option("ignoreTrailingWhiteSpace", "false")
              .csv(location);
      case PARQUET -> writer.parquet(location);
    }
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

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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

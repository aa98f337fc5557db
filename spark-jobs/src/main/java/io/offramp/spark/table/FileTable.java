// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Tables that are files of one format. */
final class FileTable {
  private FileTable() {}

  /**
   * The table of all files, or of those that are not damaged.
   *
   * @throws TableException if all are damaged, or their columns differ
   */
  static InputTable read(
      SparkSession spark, String location, TableFormat format, CorruptFiles corrupt) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    List<Path> files = TableFiles.list(location, hadoop);
    List<DamagedFile> damaged =
        corrupt == CorruptFiles.SKIP ? FileChecks.damaged(spark, files, format) : List.of();
    Set<String> names = damaged.stream().map(DamagedFile::file).collect(Collectors.toSet());
    List<Path> whole = files.stream().filter(file -> !names.contains(file.toString())).toList();
    if (whole.isEmpty()) {
      throw new TableException(
          "Cannot use %s: all its %d files are damaged: %s; write them again"
              .formatted(location, files.size(), DamagedFile.names(damaged)));
    }
    try {
      List<String> partitions = PartitionFolders.columns(location, files, hadoop);
      Dataset<Row> rows =
          PartitionFolders.asTexts(
              spark,
              () -> {
                DataFrameReader reader = spark.read();
                String[] paths = {location};
                if (!damaged.isEmpty()) {
                  paths = whole.stream().map(FileTable::literally).toArray(String[]::new);
                  base(location, hadoop, reader);
                }
                return read(spark, location, format, whole, reader, paths);
              });
      List<String> notes = format == TableFormat.JSONL ? JsonKinds.notes(spark, whole) : List.of();
      return new InputTable(rows, partitions, damaged, notes);
    } catch (IOException e) {
      throw new TableException("Cannot read %s: %s".formatted(location, e.getMessage()), e);
    }
  }

  /**
   * The table of some of a location's files.
   *
   * @param schema of its columns, those of its folders among them; empty: what the files have
   * @throws TableException if their columns differ
   */
  static InputTable of(
      SparkSession spark,
      String location,
      List<Path> files,
      TableFormat format,
      Optional<StructType> schema) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try {
      List<String> partitions = PartitionFolders.columns(location, files, hadoop);
      String[] paths = files.stream().map(FileTable::literally).toArray(String[]::new);
      Dataset<Row> rows =
          PartitionFolders.asTexts(
              spark,
              () -> {
                DataFrameReader reader = spark.read();
                schema.ifPresent(known -> give(reader, format, known));
                base(location, hadoop, reader);
                return read(spark, location, format, files, reader, paths);
              });
      return new InputTable(rows, partitions, List.of(), List.of());
    } catch (IOException e) {
      throw new TableException("Cannot read %s: %s".formatted(location, e.getMessage()), e);
    }
  }

  private static Dataset<Row> read(
      SparkSession spark,
      String location,
      TableFormat format,
      List<Path> files,
      DataFrameReader reader,
      String[] paths) {
    return switch (format) {
      case JSONL ->
          reader
              .option("mode", "PERMISSIVE")
              .option("columnNameOfCorruptRecord", TableReader.MALFORMED)
              .json(paths);
      case CSV -> {
        CsvHeaders.requireOne(location, files, spark.sparkContext().hadoopConfiguration());
        yield CsvTable.read(spark, reader, paths);
      }
      case PARQUET -> {
        boolean merge = FileChecks.requireOneParquetSchema(spark, location, files);
        yield reader.option("mergeSchema", String.valueOf(merge)).parquet(paths);
      }
      case TEXT -> reader.text(paths).withColumnRenamed("value", "text");
      case ORC -> reader.option("mergeSchema", "true").orc(paths);
      case DELTA, ICEBERG -> throw new IllegalArgumentException("no plain files: " + format);
    };
  }

  /** Lines of text have one column anyway, and a CSV file's header tells its own. */
  private static void give(DataFrameReader reader, TableFormat format, StructType schema) {
    if (format == TableFormat.JSONL) {
      reader.schema(schema.add(TableReader.MALFORMED, DataTypes.StringType));
    } else if (format != TableFormat.CSV && format != TableFormat.TEXT) {
      reader.schema(schema);
    }
  }

  /** Where the names of folders begin to count, since single files are named. */
  private static void base(String location, Configuration hadoop, DataFrameReader reader) {
    try {
      List<FileStatus> roots = TableFiles.roots(location, hadoop);
      if (roots.size() == 1 && roots.get(0).isDirectory()) {
        reader.option("basePath", roots.get(0).getPath().toString());
      }
    } catch (IOException e) {
      throw new TableException("Cannot read %s: %s".formatted(location, e.getMessage()), e);
    }
  }

  /** A path in which Spark sees no glob. */
  private static String literally(Path path) {
    return path.toString().replaceAll("([\\\\{}\\[\\]*?])", "\\\\$1");
  }
}

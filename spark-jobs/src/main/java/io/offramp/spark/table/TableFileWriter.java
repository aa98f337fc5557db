// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.util.List;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How the files of each format are written. */
final class TableFileWriter {
  private static final String ROW_GROUP = "parquet.block.size";

  /**
   * A Parquet writer holds a whole row group in the heap, and each task has one writer or more: at
   * Parquet's own 128 MiB the peak memory of a long run was 450 MB higher.
   */
  private static final long ROW_GROUP_BYTES = 8 << 20;

  private TableFileWriter() {}

  /**
   * Writes files, by Spark's mode.
   *
   * @param folders columns whose values go into folders' names, in which rows keep their order
   */
  static void write(
      Dataset<Row> rows,
      String location,
      TableFormat format,
      String mode,
      List<String> folders,
      long maxRowsPerFile) {
    DataFrameWriter<Row> writer =
        TableSpread.forFolders(rows, folders)
            .write()
            .mode(mode)
            .option("maxRecordsPerFile", maxRowsPerFile);
    if (!folders.isEmpty()) {
      writer = writer.partitionBy(folders.toArray(new String[0]));
    }
    switch (format) {
      case JSONL -> writer.option("ignoreNullFields", "false").json(location);
      case CSV ->
          writer
              .option("header", "true")
              .option("escape", "\"")
              .option("ignoreLeadingWhiteSpace", "false")
              .option("ignoreTrailingWhiteSpace", "false")
              .csv(location);
      case PARQUET -> {
        boolean asked =
            rows.sparkSession().sparkContext().hadoopConfiguration().get(ROW_GROUP) != null;
        (asked ? writer : writer.option(ROW_GROUP, ROW_GROUP_BYTES)).parquet(location);
      }
      case ORC -> writer.orc(location);
      case TEXT, DELTA, ICEBERG ->
          throw new IllegalArgumentException("no format of files to write: " + format);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Reads tables without losing a row: a line that cannot be parsed becomes a row whose other columns
 * are null and whose column {@link #MALFORMED} holds the line.
 */
public final class TableReader {
  /** Present only where it may hold something. */
  public static final String MALFORMED = "_offramp_malformed";

  private TableReader() {}

  /**
   * The table at {@code location}: a file, a folder, a glob, or {@code table:NAME} of a catalog.
   *
   * @param format how to read it; empty: by the files' names, or what the folder is
   * @throws TableException if there is nothing there, no row in it, or no row that can be parsed;
   *     if files lie in folders that would be left out, or files have different columns
   */
  public static Dataset<Row> read(
      SparkSession spark, String location, Optional<TableFormat> format) {
    return open(spark, location, format, CorruptFiles.FAIL).rows();
  }

  /**
   * The same, with what else is known of the table.
   *
   * @throws TableException likewise
   */
  public static InputTable open(
      SparkSession spark, String location, Optional<TableFormat> format, CorruptFiles corrupt) {
    InputTable table = source(spark, location, format, corrupt);
    Dataset<Row> rows = table.rows();
    if (rows.columns().length == 0 || rows.isEmpty()) {
      throw new TableException("Cannot use %s: it holds no rows".formatted(location));
    }
    if (mayBeMalformed(rows) && rows.columns().length == 1 + table.partitionColumns().size()) {
      throw new TableException(
          "Cannot use %s: no line can be parsed (must be one JSON object a line; or say --input-format)"
              .formatted(location));
    }
    return table;
  }

  private static InputTable source(
      SparkSession spark, String location, Optional<TableFormat> format, CorruptFiles corrupt) {
    Optional<String> name = TableName.of(location);
    if (name.isPresent()) {
      format.ifPresent(
          given -> {
            throw new TableException(
                "Cannot read %s as %s: a catalog's table has a format of its own (leave --input-format away)"
                    .formatted(location, given.id()));
          });
      return LakeTable.named(spark, name.get());
    }
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Optional<LakeLibrary> lake =
        format.isPresent() ? LakeLibrary.of(format.get()) : LakeLibrary.at(location, hadoop);
    if (lake.isPresent()) {
      return LakeTable.at(spark, location, lake.get());
    }
    TableFormat known = format.orElseGet(() -> TableFiles.format(location, hadoop));
    return FileTable.read(spark, location, known, corrupt);
  }

  /** Whether a location is a Delta table, by what is said of it or else by what is there. */
  public static boolean isDelta(SparkSession spark, String location, Optional<TableFormat> format) {
    return format.isPresent()
        ? format.get() == TableFormat.DELTA
        : LakeLibrary.at(location, spark.sparkContext().hadoopConfiguration())
            .equals(Optional.of(LakeLibrary.DELTA));
  }

  /**
   * Spreads a table over at least {@code partitions} tasks, keeping the order of its rows. A packed
   * file cannot be split, and would occupy one core while the others wait.
   */
  public static Dataset<Row> spread(Dataset<Row> rows, int partitions) {
    return rows.javaRDD().getNumPartitions() >= partitions ? rows : handOver(rows, partitions);
  }

  /**
   * Hands a table over to that many tasks of another stage, whatever tasks read it, keeping the
   * order of its rows.
   */
  public static Dataset<Row> handOver(Dataset<Row> rows, int partitions) {
    String place = "_offramp_place";
    return rows.withColumn(place, functions.monotonically_increasing_id())
        .repartitionByRange(partitions, functions.col(place))
        .sortWithinPartitions(place)
        .drop(place);
  }

  /** Whether rows may hold malformed lines. */
  public static boolean mayBeMalformed(Dataset<Row> rows) {
    return Arrays.asList(rows.columns()).contains(MALFORMED);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads tables without losing a row: a line that cannot be parsed becomes a row whose other columns
 * are null and whose column {@link #MALFORMED} holds the line.
 */
public final class TableReader {
  /** Present only where it may hold something. */
  public static final String MALFORMED = "_offramp_malformed";

  /**
   * Stands for a CSV field with nothing in it, so that a field with {@code ""} is an empty text.
   */
  private static final String CSV_NULL = "\0null\0";

  private TableReader() {}

  /**
   * The table at {@code location}.
   *
   * @param format how to read it; empty: by the files' names
   * @throws TableException if there is nothing there, no row in it, or no row that can be parsed;
   *     if files lie in folders that would be left out, or CSV files have different headers
   */
  public static Dataset<Row> read(
      SparkSession spark, String location, Optional<TableFormat> format) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    List<Path> files = TableFiles.list(location, hadoop);
    TableFormat known = format.orElseGet(() -> TableFiles.format(location, hadoop));
    Dataset<Row> rows =
        switch (known) {
          case JSONL ->
              spark
                  .read()
                  .option("mode", "PERMISSIVE")
                  .option("columnNameOfCorruptRecord", MALFORMED)
                  .json(location);
          case CSV -> csv(spark, location, files);
          case PARQUET -> spark.read().parquet(location);
        };
    if (rows.columns().length == 0 || rows.isEmpty()) {
      throw new TableException("Cannot use %s: it holds no rows".formatted(location));
    }
    if (Arrays.equals(rows.columns(), new String[] {MALFORMED})) {
      throw new TableException(
          "Cannot use %s: no line can be parsed (must be one JSON object a line; or say --input-format)"
              .formatted(location));
    }
    return rows;
  }

  private static Dataset<Row> csv(SparkSession spark, String location, List<Path> files) {
    CsvHeaders.requireOne(location, files, spark.sparkContext().hadoopConfiguration());
    StructType header = csvReader(spark).csv(location).schema();
    if (header.isEmpty()) {
      return spark.emptyDataFrame();
    }
    StructType schema = header.add(MALFORMED, DataTypes.StringType);
    return csvReader(spark)
        .schema(schema)
        .option("mode", "PERMISSIVE")
        .option("columnNameOfCorruptRecord", MALFORMED)
        .csv(location);
  }

  private static org.apache.spark.sql.DataFrameReader csvReader(SparkSession spark) {
    return spark
        .read()
        .option("header", "true")
        .option("multiLine", "true")
        .option("escape", "\"")
        .option("nullValue", CSV_NULL);
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

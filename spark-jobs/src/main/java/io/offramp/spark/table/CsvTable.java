// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** CSV files with a header. */
final class CsvTable {
  /** Stands for a field with nothing in it, so that a field with {@code ""} is an empty text. */
  private static final String NULL = "\0null\0";

  private CsvTable() {}

  /** Rows with a column {@link TableReader#MALFORMED}; no columns at all if the files are empty. */
  static Dataset<Row> read(SparkSession spark, DataFrameReader reader, String... paths) {
    StructType header = options(reader).csv(paths).schema();
    if (header.isEmpty()) {
      return spark.emptyDataFrame();
    }
    return options(reader)
        .schema(header.add(TableReader.MALFORMED, DataTypes.StringType))
        .option("mode", "PERMISSIVE")
        .option("columnNameOfCorruptRecord", TableReader.MALFORMED)
        .csv(paths);
  }

  /** As files are written and read. */
  static DataFrameReader options(DataFrameReader reader) {
    return reader
        .option("header", "true")
        .option("multiLine", "true")
        .option("escape", "\"")
        .option("nullValue", NULL);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Writes rows into a table that only a library or a catalog can write. */
final class LakeWriter {
  private LakeWriter() {}

  /** A staged table, once more. */
  static DataFrameWriter<Row> of(
      SparkSession spark, Path staged, StructType schema, OutputTable output) {
    String mode =
        switch (output.mode()) {
          case ERROR -> "errorifexists";
          case OVERWRITE -> "overwrite";
          case APPEND -> "append";
        };
    return of(spark.read().schema(schema).parquet(staged.toString()), mode, output);
  }

  /** Rows that are added to the table; it is made if there is none. */
  static DataFrameWriter<Row> adding(Dataset<Row> rows, OutputTable output) {
    return of(rows, "append", output);
  }

  private static DataFrameWriter<Row> of(Dataset<Row> rows, String mode, OutputTable output) {
    DataFrameWriter<Row> writer =
        rows.write()
            .format(output.format().provider())
            .mode(mode)
            .option("maxRecordsPerFile", output.maxRowsPerFile());
    return output.partitionColumns().isEmpty()
        ? writer
        : writer.partitionBy(output.partitionColumns().toArray(new String[0]));
  }
}

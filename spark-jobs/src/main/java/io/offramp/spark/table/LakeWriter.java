// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Writes a staged table once more, into a table that only a library or a catalog can write. */
final class LakeWriter {
  private LakeWriter() {}

  static DataFrameWriter<Row> of(
      SparkSession spark, Path staged, StructType schema, OutputTable output) {
    DataFrameWriter<Row> writer =
        spark
            .read()
            .schema(schema)
            .parquet(staged.toString())
            .write()
            .format(output.format().provider())
            .mode(
                switch (output.mode()) {
                  case ERROR -> "errorifexists";
                  case OVERWRITE -> "overwrite";
                  case APPEND -> "append";
                })
            .option("maxRecordsPerFile", output.maxRowsPerFile());
    return output.partitionColumns().isEmpty()
        ? writer
        : writer.partitionBy(output.partitionColumns().toArray(new String[0]));
  }
}

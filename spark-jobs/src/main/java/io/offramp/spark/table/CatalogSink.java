// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * A table of a catalog, written by Spark once all rows are staged. Delta and Iceberg do that by one
 * commit; Spark's own tables it drops before it replaces them.
 */
final class CatalogSink implements TableSink {
  private final SparkSession spark;
  private final String name;
  private final OutputTable output;

  CatalogSink(SparkSession spark, String name, OutputTable output) {
    this.spark = spark;
    this.name = name;
    this.output = output;
  }

  @Override
  public TableFormat stagedFormat() {
    return TableFormat.PARQUET;
  }

  @Override
  public List<String> stagedFolders() {
    return List.of();
  }

  /** The catalog says where tables are only once they are there; all machines see this folder. */
  @Override
  public String near() {
    return spark.conf().get("spark.sql.warehouse.dir") + "/offramp";
  }

  @Override
  public void requireFits(StructType schema) {
    LakeLibrary.of(output.format())
        .ifPresent(library -> library.require("write", output.location(), spark.version()));
    if (output.mode() == TableWriter.Mode.APPEND && LakeTable.exists(spark, name)) {
      SameColumns.require(
          output.location(), spark.table(name).schema(), schema, TableFormat.PARQUET, List.of());
    }
  }

  @Override
  public void publish(Path staged, StructType schema, Optional<String> summary) {
    if (output.mode() == TableWriter.Mode.APPEND && LakeTable.exists(spark, name)) {
      Column[] byPlace = // insertInto goes by place
          Arrays.stream(spark.table(name).columns())
              .map(column -> functions.col("`" + column.replace("`", "``") + "`"))
              .toArray(Column[]::new);
      spark
          .read()
          .schema(schema)
          .parquet(staged.toString())
          .select(byPlace)
          .write()
          .insertInto(name);
      return;
    }
    LakeWriter.of(spark, staged, schema, output).saveAsTable(name);
  }
}

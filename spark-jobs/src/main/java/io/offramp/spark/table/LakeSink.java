// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** A table of Delta by its folder: one commit of its library, all or nothing. */
final class LakeSink implements TableSink {
  private final SparkSession spark;
  private final Configuration hadoop;
  private final OutputTable output;
  private final LakeLibrary library;

  LakeSink(SparkSession spark, OutputTable output, LakeLibrary library) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.output = output;
    this.library = library;
  }

  @Override
  public TableFormat stagedFormat() {
    return TableFormat.PARQUET;
  }

  @Override
  public List<String> stagedFolders() {
    return List.of();
  }

  @Override
  public String near() {
    return output.location();
  }

  @Override
  public void requireFits(StructType schema) {
    if (library == LakeLibrary.ICEBERG) {
      throw new TableException(
          "Cannot write %s: tables of Iceberg are written through a catalog (say --output table:CATALOG.DATABASE.NAME)"
              .formatted(output.location()));
    }
    library.prepare(spark, "write", output.location());
    if (output.mode() != TableWriter.Mode.APPEND) {
      return;
    }
    Optional<LakeLibrary> there = LakeLibrary.at(output.location(), hadoop);
    if (there.isPresent() && there.get() == library) {
      StructType old = LakeTable.at(spark, output.location(), library).rows().schema();
      SameColumns.require(output.location(), old, schema, output.format(), List.of());
    } else if (OutputPlace.exists(output.location(), hadoop)) {
      throw new TableException(
          "Cannot append to %s: it is no table of %s (name another --output, or say --mode overwrite)"
              .formatted(output.location(), library.title()));
    }
  }

  @Override
  public void publish(Path staged, StructType schema, Optional<String> summary) {
    LakeWriter.of(spark, staged, schema, output)
        .option("overwriteSchema", "true")
        .save(output.location());
    summary.ifPresent(text -> TableWriter.writeBeside(output.location(), SUMMARY, text, hadoop));
  }
}

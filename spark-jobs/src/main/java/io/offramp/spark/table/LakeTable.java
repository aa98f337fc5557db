// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalog.Column;

/** Reads tables of catalogs, and of lakes by their folder. */
final class LakeTable {
  private LakeTable() {}

  /**
   * The table at a path, by its library.
   *
   * @throws TableException if the library, or the table, is not there
   */
  static InputTable at(SparkSession spark, String location, LakeLibrary library) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    if (LakeLibrary.at(location, hadoop).filter(there -> there == library).isEmpty()) {
      TableFiles.list(location, hadoop);
      throw new TableException(
          "Cannot read %s: it is no table of %s (leave --input-format away, or name another folder)"
              .formatted(location, library.title()));
    }
    library.prepare(spark, "read", location);
    Dataset<Row> rows = spark.read().format(library.format().id()).load(location);
    return new InputTable(rows, deltaPartitions(spark, location, library));
  }

  /**
   * The catalog's table of that name.
   *
   * @throws TableException if there is none
   */
  static InputTable named(SparkSession spark, String name) {
    if (!exists(spark, name)) {
      throw new TableException(
          "Cannot read table %s: the catalog has none of that name (say table:CATALOG.DATABASE.NAME, and configure the catalog with spark.sql.catalog.CATALOG)"
              .formatted(name));
    }
    return new InputTable(spark.table(name), partitions(spark, name));
  }

  /** Whether the catalog has the table. */
  static boolean exists(SparkSession spark, String name) {
    try {
      return spark.catalog().tableExists(name);
    } catch (RuntimeException e) {
      throw new TableException(
          "Cannot find table %s: %s (configure its catalog with spark.sql.catalog.NAME)"
              .formatted(name, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private static List<String> partitions(SparkSession spark, String name) {
    try {
      return spark.catalog().listColumns(name).collectAsList().stream()
          .filter(Column::isPartition)
          .map(Column::name)
          .toList();
    } catch (AnalysisException e) {
      throw new TableException("Cannot read table %s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static List<String> deltaPartitions(
      SparkSession spark, String location, LakeLibrary library) {
    if (library != LakeLibrary.DELTA) {
      return List.of(); // Iceberg's partitions are its own affair: rows do not show them
    }
    Path path = new Path(location); // SQL wants it whole: a relative one names a catalog's table
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    String whole;
    try {
      whole = path.getFileSystem(hadoop).makeQualified(path).toString().replace("`", "``");
    } catch (IOException e) {
      throw new TableException("Cannot read %s: %s".formatted(location, e.getMessage()), e);
    }
    Row detail = spark.sql("DESCRIBE DETAIL delta.`%s`".formatted(whole)).first();
    return List.copyOf(detail.<String>getList(detail.fieldIndex("partitionColumns")));
  }
}

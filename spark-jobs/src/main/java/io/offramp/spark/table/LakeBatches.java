// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import static org.apache.spark.sql.functions.col;

import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Adds batches to a table of Delta, or to one of Iceberg in a catalog, each once however often it
 * is tried: the table itself remembers, in the commit that adds a batch's rows, which batch of
 * which stream they are.
 *
 * <p>Delta compares the number with the stream's last one within its commit ({@code txnAppId},
 * {@code txnVersion}). Iceberg knows no such thing, so its snapshots are looked through before: two
 * runs at the very same time would both add, which a checkpoint's lock has to prevent, and a
 * snapshot must not have expired between a kill and the next run.
 */
public final class LakeBatches {
  private static final String BATCH = "offramp-batch";

  private final SparkSession spark;
  private final OutputTable output;
  private final String stream;
  private final Optional<String> name;

  private LakeBatches(SparkSession spark, OutputTable output, String stream) {
    this.spark = spark;
    this.output = output;
    this.stream = stream;
    this.name = TableName.of(output.location());
  }

  /**
   * A table that batches of a stream are added to.
   *
   * @param stream the stream's identity
   * @throws TableException if it is neither of Delta nor, in a catalog, of Iceberg, or the library
   *     is missing
   */
  public static LakeBatches of(SparkSession spark, OutputTable output, String stream) {
    LakeBatches batches = new LakeBatches(spark, output, stream);
    boolean iceberg = output.format() == TableFormat.ICEBERG;
    if (!iceberg && output.format() != TableFormat.DELTA) {
      throw new TableException(
          "Cannot add batches to %s as %s (must be a folder of files, a table of Delta, or one of Iceberg in a catalog: --output-format delta or iceberg)"
              .formatted(output.location(), output.format().id()));
    }
    if (iceberg && batches.name.isEmpty()) {
      throw new TableException(
          "Cannot write %s: tables of Iceberg are written through a catalog (say --output table:CATALOG.DATABASE.NAME)"
              .formatted(output.location()));
    }
    LakeLibrary.of(output.format())
        .orElseThrow()
        .require("write", output.location(), spark.version());
    return batches;
  }

  /** Whether batches go into an output by its library, not as files. */
  public static boolean isLake(String location, TableFormat format) {
    return TableName.of(location).isPresent() || !format.isPlainFiles();
  }

  /** Whether the table is in a catalog, not at a path. */
  public static boolean isNamed(String location) {
    return TableName.of(location).isPresent();
  }

  /** Whether the table is there. */
  public boolean exists() {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    return name.map(table -> LakeTable.exists(spark, table))
        .orElseGet(() -> LakeLibrary.at(output.location(), hadoop).isPresent());
  }

  /**
   * Adds a batch, unless the table has it; makes the table if there is none.
   *
   * @param batch from 0
   * @param staged folder of its rows in Parquet
   */
  public void add(long batch, String staged) {
    Dataset<Row> rows = spark.read().parquet(staged);
    if (output.format() == TableFormat.DELTA) {
      addToDelta(batch, rows);
    } else {
      addToIceberg(batch, rows, name.orElseThrow());
    }
  }

  private void addToDelta(long batch, Dataset<Row> rows) {
    var writer =
        rows.write()
            .format(TableFormat.DELTA.provider())
            .mode("append")
            .option("txnAppId", "offramp-" + stream)
            .option("txnVersion", batch)
            .option("maxRecordsPerFile", output.maxRowsPerFile());
    if (!output.partitionColumns().isEmpty()) {
      writer = writer.partitionBy(output.partitionColumns().toArray(new String[0]));
    }
    if (name.isPresent()) {
      writer.saveAsTable(name.get());
    } else {
      writer.save(output.location());
    }
  }

  private void addToIceberg(long batch, Dataset<Row> rows, String table) {
    String mark = stream + "/" + batch;
    try {
      if (!LakeTable.exists(spark, table)) {
        createIceberg(rows, table);
      }
      if (hasSnapshot(table, mark)) {
        return;
      }
      rows.writeTo(table)
          .option("snapshot-property." + BATCH, mark)
          .option("fanout-enabled", "true") // rows need not come sorted by their partitions
          .append();
    } catch (Exception e) { // Spark's are checked exceptions that nobody declares
      throw new TableException(
          "Cannot add batch %d to %s: %s".formatted(batch, table, e.getMessage()), e);
    }
  }

  /** Empty, as the commit that makes a table takes no mark: a kill in between loses nothing. */
  private void createIceberg(Dataset<Row> rows, String table) {
    DataFrameWriter<Row> writer = rows.limit(0).write().format(TableFormat.ICEBERG.provider());
    if (!output.partitionColumns().isEmpty()) {
      writer = writer.partitionBy(output.partitionColumns().toArray(new String[0]));
    }
    writer.saveAsTable(table);
  }

  private boolean hasSnapshot(String table, String mark) {
    return !spark
        .table(table + ".snapshots")
        .where(col("summary").getItem(BATCH).equalTo(mark))
        .isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

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
   * Makes the table, if there is none, and sees to it that it takes such rows: a batch that counts
   * and that the library then refuses would be in the way of all that follow.
   *
   * @param schema of the rows to come
   * @throws TableException with the library's reason if it takes none
   */
  public void prepare(StructType schema) {
    boolean there = exists();
    if (there && SameColumns.problems(columns(), schema, output.format(), List.of()).isEmpty()) {
      return;
    }
    // Some differences are borne, such as a column more in Delta: the library is asked, by no rows.
    Dataset<Row> none = spark.createDataFrame(List.of(), schema.asNullable()); // as staged ones are
    adding("batches", () -> addNone(none, there));
  }

  private StructType columns() {
    return name.map(spark::table)
        .orElseGet(() -> spark.read().format(output.format().provider()).load(output.location()))
        .schema();
  }

  /** An empty commit has no mark, which the one that makes a table of Iceberg could not take. */
  private void addNone(Dataset<Row> none, boolean there) throws Exception {
    if (there && output.format() == TableFormat.ICEBERG) {
      none.writeTo(name.orElseThrow()).append();
    } else {
      save(LakeWriter.adding(none, output));
    }
  }

  /**
   * Adds a batch, unless the table has it; makes the table if there is none.
   *
   * @param batch from 0
   * @param staged folder of its rows in Parquet
   */
  public void add(long batch, String staged) {
    Dataset<Row> rows = spark.read().parquet(staged);
    adding(
        "batch " + batch,
        () -> {
          if (output.format() == TableFormat.DELTA) {
            save(
                LakeWriter.adding(rows, output)
                    .option("txnAppId", "offramp-" + stream)
                    .option("txnVersion", batch));
          } else {
            addToIceberg(batch, rows, name.orElseThrow());
          }
        });
  }

  private void save(DataFrameWriter<Row> writer) {
    if (name.isPresent()) {
      writer.saveAsTable(name.get());
    } else {
      writer.save(output.location());
    }
  }

  private void addToIceberg(long batch, Dataset<Row> rows, String table) throws Exception {
    String mark = stream + "/" + batch;
    if (!exists()) {
      addNone(rows.limit(0), false);
    }
    if (!hasSnapshot(table, mark)) {
      rows.writeTo(table)
          .option("snapshot-property." + BATCH, mark)
          .option("fanout-enabled", "true") // rows need not come sorted by their partitions
          .append();
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private void adding(String what, Work work) {
    try {
      work.run();
    } catch (Exception e) { // Spark's are checked exceptions that nobody declares
      throw new TableException(
          "Cannot add %s to %s: %s".formatted(what, output.location(), e.getMessage()), e);
    }
  }

  private boolean hasSnapshot(String table, String mark) {
    return !spark
        .table(table + ".snapshots")
        .where(col("summary").getItem(BATCH).equalTo(mark))
        .isEmpty();
  }
}

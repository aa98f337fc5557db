// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A table that is written whole, but not yet in its place. Rows that are to be set apart lie in a
 * folder of their own from the start, so that one pass over the rows makes both tables.
 */
public final class StagedTable implements AutoCloseable {
  private static final String APART = "_offramp_apart";
  private static final String ROWS = "rows";

  private final SparkSession spark;
  private final Configuration hadoop;
  private final OutputTable output;
  private final TableSink sink;
  private final Staging staging;
  private final StructType schema;
  private final boolean split;

  /**
   * Makes the folder to write into.
   *
   * @param schema of the rows to come
   * @param split whether some rows are set apart
   * @throws TableException if it cannot be made
   */
  private StagedTable(SparkSession spark, OutputTable output, StructType schema, boolean split) {
    this(
        spark,
        output,
        schema,
        split,
        new Staging(
            TableSink.of(spark, output).near(), spark.sparkContext().hadoopConfiguration()));
  }

  private StagedTable(
      SparkSession spark, OutputTable output, StructType schema, boolean split, Staging staging) {
    this.spark = spark;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.output = output;
    this.sink = TableSink.of(spark, output);
    this.schema = schema;
    this.split = split;
    this.staging = staging;
  }

  /** A table for rows of which none is set apart. */
  public static StagedTable whole(SparkSession spark, OutputTable output, StructType schema) {
    return new StagedTable(spark, output, schema, false);
  }

  /** A table for rows of which some are set apart. */
  public static StagedTable split(SparkSession spark, OutputTable output, StructType schema) {
    return new StagedTable(spark, output, schema, true);
  }

  /**
   * A table that somebody else brings into its place, and whose folder they delete.
   *
   * @param folder to write into
   * @param split whether some rows are set apart
   */
  public static StagedTable in(
      Path folder, SparkSession spark, OutputTable output, StructType schema, boolean split) {
    Staging staging = new Staging(folder, spark.sparkContext().hadoopConfiguration());
    return new StagedTable(spark, output, schema, split, staging);
  }

  /**
   * Refuses an output that is taken, lacks its library, or cannot be added to.
   *
   * @param schema of the rows to come
   * @throws TableException saying why
   */
  public static void requireFits(SparkSession spark, OutputTable output, StructType schema) {
    TableSink.of(spark, output).requireFits(schema);
  }

  /**
   * The table of rows that are set apart from those of an output: in files of its format, if it has
   * files, else in Parquet.
   */
  public static OutputTable apart(SparkSession spark, OutputTable output, String folder) {
    TableSink sink = TableSink.of(spark, output);
    return new OutputTable(
        folder, sink.stagedFormat(), output.mode(), sink.stagedFolders(), output.maxRowsPerFile());
  }

  /**
   * Writes rows, once. A task that is tried again leaves no second copy.
   *
   * @param apart whether a row is set apart; nobody asks if the table is not split
   */
  public void write(Dataset<Row> rows, Column apart) {
    List<String> folders = new ArrayList<>(sink.stagedFolders());
    if (split) {
      folders.add(0, APART);
    }
    write(split ? rows.withColumn(APART, apart) : rows, rowsFolder(), folders);
    if (split && !exists(place(false))) { // all rows were set apart
      write(spark.createDataFrame(List.of(), schema), place(false), List.of());
    }
  }

  private void write(Dataset<Row> rows, Path folder, List<String> folders) {
    TableFileWriter.write(
        rows,
        folder.toString(),
        sink.stagedFormat(),
        "errorifexists",
        folders,
        output.maxRowsPerFile());
  }

  /** The rows that were set apart, or all if none are, read from what was written. */
  public Dataset<Row> apart() {
    Path folder = place(true);
    if (split && !exists(folder)) {
      return spark.createDataFrame(List.of(), schema);
    }
    DataFrameReader reader = spark.read();
    return switch (sink.stagedFormat()) {
      case JSONL -> reader.schema(schema).json(folder.toString());
      case CSV -> CsvTable.options(reader).schema(texts(schema)).csv(folder.toString());
      default ->
          reader.schema(schema).format(sink.stagedFormat().provider()).load(folder.toString());
    };
  }

  /**
   * Puts the rows that were set apart into a table of their own; if there are none, there is no
   * such table afterwards, unless it is added to.
   */
  public void publishApart(OutputTable table) {
    staging.beginPublishing();
    try {
      if (exists(place(true))) {
        new FolderSink(spark, table).publish(place(true), schema, Optional.empty());
      } else if (table.mode() == TableWriter.Mode.OVERWRITE) {
        Path old = Folders.real(table.location(), hadoop);
        old.getFileSystem(hadoop).delete(old, true);
      }
    } catch (IOException e) {
      throw new TableException(
          "Cannot write %s: %s".formatted(table.location(), e.getMessage()), e);
    }
  }

  /**
   * Puts the other rows into the output's place.
   *
   * @param summary text for the file {@link TableWriter#SUMMARY} in the output, if it is a folder
   * @throws TableException if that fails; the rows then stay where the message says
   */
  public void publish(String summary) {
    staging.beginPublishing();
    try {
      sink.publish(place(false), schema, Optional.of(summary));
    } catch (RuntimeException e) {
      staging.keep();
      throw new TableException(
          "Cannot put the scored table into place: %s (it is whole in %s)"
              .formatted(e.getMessage(), place(false)),
          e);
    }
  }

  /** Deletes what was not put into place. */
  @Override
  public void close() {
    staging.close();
  }

  private Path rowsFolder() {
    return new Path(staging.path(), ROWS);
  }

  /** The folder of the rows, or of those that were set apart; not there if there are none. */
  public Path place(boolean apart) {
    return split ? new Path(rowsFolder(), "%s=%s".formatted(APART, apart)) : rowsFolder();
  }

  private boolean exists(Path path) {
    return OutputPlace.exists(path.toString(), hadoop);
  }

  private static StructType texts(StructType schema) {
    StructType texts = new StructType();
    for (String name : schema.fieldNames()) {
      texts = texts.add(name, DataTypes.StringType);
    }
    return texts;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;

import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.table.InputTable;
import io.offramp.spark.table.OutputPlace;
import io.offramp.spark.table.OutputTable;
import io.offramp.spark.table.ReadFailures;
import io.offramp.spark.table.StagedTable;
import io.offramp.spark.table.TableReader;
import io.offramp.spark.table.TableSpread;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Scores a table: as many rows out as in, in the same order. */
public final class ScoreJob {
  private final SparkSession spark;
  private final ScoreRequest request;
  private final ProgressSink sink;

  private ScoreJob(SparkSession spark, ScoreRequest request, ProgressSink sink) {
    this.spark = spark;
    this.request = request;
    this.sink = sink;
  }

  /**
   * Scores, writes the table and its summary.
   *
   * @throws RuntimeException with a message for the user if an input cannot be used; nothing is
   *     written then
   * @throws TooManyBadRowsException if there are more than borne; only the quarantine is written
   */
  public static ScoreSummary run(SparkSession spark, ScoreRequest request, ProgressSink sink) {
    return ReadFailures.naming(
        spark,
        request.input(),
        request.inputFormat(),
        () -> new ScoreJob(spark, request, sink).run());
  }

  private ScoreSummary run() {
    long start = System.nanoTime();
    requireOutputs();
    request
        .layout()
        .summary()
        .ifPresent(file -> OutputFile.requireWritable("--summary", "summary", file));
    ScoreModel model = new ScoreModel(request);
    InputTable input =
        TableReader.open(
            spark, request.input(), request.inputFormat(), request.badRows().corruptFiles());
    input.skipped().forEach(file -> sink.note("skipped " + file.file() + ": " + file.problem()));
    input.notes().forEach(sink::note);
    StructType schema = model.schema(input.rows());
    OutputTable output = output(input, schema);
    Optional<OutputTable> quarantine =
        request.badRows().quarantine().map(at -> StagedTable.apart(spark, output, at));
    StagedTable.requireFits(spark, output, schema);
    quarantine.ifPresent(table -> StagedTable.requireFits(spark, table, schema));
    ScoreTally tally = model.tally(model.choosePrecision(input.rows(), sink));
    Dataset<Row> scored = model.score(spread(input, output), tally);
    Column bad = col(InputColumns.quoted(model.errorColumn())).isNotNull();
    try (StagedTable staged =
        quarantine.isPresent()
            ? StagedTable.split(spark, output, schema)
            : StagedTable.whole(spark, output, schema)) {
      RowProgress.during(
          spark, sink, "scoring", InputSize.of(input.rows()), () -> staged.write(scored, bad));
      List<BadRowReason> reasons = reasons(staged, model, tally, schema);
      quarantine.ifPresent(staged::publishApart); // first: an output says that nothing is missing
      requireFew(tally, reasons);
      ScoreSummary summary =
          tally.summary(
              (System.nanoTime() - start) / 1e9,
              new ScoredTables(
                  output.partitionColumns(),
                  request.badRows().quarantine(),
                  reasons,
                  input.skipped()));
      String json = summary.toJson(request);
      staged.publish(json);
      request.layout().summary().ifPresent(file -> OutputFile.write("summary", file, json));
      return summary;
    }
  }

  private void requireOutputs() {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    OutputPlace.requireWritable(spark, request.output(), request.mode());
    OutputPlace.requireApart(request.output(), request.input(), hadoop);
    request
        .badRows()
        .quarantine()
        .ifPresent(
            folder -> {
              OutputPlace.requireWritable(spark, folder, request.mode());
              OutputPlace.requireApart(folder, request.input(), hadoop);
              OutputPlace.requireDisjoint(request.output(), folder, hadoop);
            });
  }

  private OutputTable output(InputTable input, StructType schema) {
    List<String> folders = request.layout().partitionBy().orElse(input.partitionColumns());
    PartitionChoice.require(folders, schema);
    return new OutputTable(
        request.output(),
        request.outputFormat(),
        request.mode(),
        folders,
        request.layout().maxRowsPerFile());
  }

  /** By the input's own folders rows are together already; by other columns they are brought so. */
  private Dataset<Row> spread(InputTable input, OutputTable output) {
    int partitions = TaskCount.of(input.rows(), request.partitions());
    boolean together = input.partitionColumns().containsAll(output.partitionColumns());
    List<String> columns =
        output.partitionColumns().stream()
            .filter(column -> InputColumns.has(input.rows().schema(), column))
            .toList();
    return together || columns.isEmpty()
        ? ReadingStage.spread(input.rows(), partitions)
        : TableSpread.by(input.rows(), partitions, columns);
  }

  /** Looked up in what was written: where bad rows are apart, or where they are too many. */
  private List<BadRowReason> reasons(
      StagedTable staged, ScoreModel model, ScoreTally tally, StructType schema) {
    boolean wanted = request.badRows().quarantine().isPresent() || isTooMany(tally);
    return wanted && tally.quarantined() > 0
        ? BadRowReason.of(staged.apart(), model.errorColumn(), model.idColumn(schema))
        : List.of();
  }

  private boolean isTooMany(ScoreTally tally) {
    return request
        .badRows()
        .limit()
        .map(limit -> limit.isExceededBy(tally.quarantined(), tally.rows()))
        .orElse(false);
  }

  private void requireFew(ScoreTally tally, List<BadRowReason> reasons) {
    if (!isTooMany(tally)) {
      return;
    }
    String why = String.join(", ", reasons.stream().map(BadRowReason::toString).toList());
    String where =
        request
            .badRows()
            .quarantine()
            .map("; they are in %s"::formatted)
            .orElse("; --quarantine DIR would keep them");
    throw new TooManyBadRowsException(
        "Cannot accept %,d bad rows of %,d, --max-bad-rows is %s: %s (nothing was written to %s%s)"
            .formatted(
                tally.quarantined(),
                tally.rows(),
                request.badRows().limit().map(BadRowLimit::text).orElse(""),
                why,
                request.output(),
                where));
  }
}

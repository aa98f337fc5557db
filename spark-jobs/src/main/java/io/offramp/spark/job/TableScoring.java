// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;

import io.offramp.engine.run.PrecisionChoice;
import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.table.InputTable;
import io.offramp.spark.table.OutputTable;
import io.offramp.spark.table.StagedTable;
import io.offramp.spark.table.TableSpread;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Scores a table, or a batch of one, into a place where it can be counted before it is shown. */
final class TableScoring {
  private final SparkSession spark;
  private final ScoreRequest request;
  private final ScoreModel model;
  private final ProgressSink sink;

  TableScoring(SparkSession spark, ScoreRequest request, ScoreModel model, ProgressSink sink) {
    this.spark = spark;
    this.request = request;
    this.model = model;
    this.sink = sink;
  }

  /** Says what is to be known of an input. */
  void tell(InputTable input) {
    input.skipped().forEach(file -> sink.note("skipped " + file.file() + ": " + file.problem()));
    input.notes().forEach(sink::note);
  }

  /** The output's table, in folders as asked for, else as the input's. */
  OutputTable output(InputTable input, StructType schema) {
    List<String> folders = request.layout().partitionBy().orElse(input.partitionColumns());
    PartitionChoice.require(folders, schema);
    return new OutputTable(
        request.output(),
        request.outputFormat(),
        request.mode(),
        folders,
        request.layout().maxRowsPerFile());
  }

  /**
   * Scores rows into a staged table.
   *
   * @param startNanos when the work began, by {@link System#nanoTime}
   */
  ScoreSummary write(
      InputTable input,
      OutputTable output,
      StagedTable staged,
      PrecisionChoice precision,
      long startNanos) {
    ScoreTally tally = model.tally(precision);
    Dataset<Row> scored = model.score(spread(input, output), tally);
    Column bad = col(InputColumns.quoted(model.errorColumn())).isNotNull();
    RowProgress.during(
        spark, sink, "scoring", InputSize.of(input.rows()), () -> staged.write(scored, bad));
    ScoredTables tables =
        new ScoredTables(
            output.partitionColumns(),
            request.badRows().quarantine(),
            reasons(staged, tally, scored.schema()),
            input.skipped());
    return tally.summary((System.nanoTime() - startNanos) / 1e9, tables);
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
  private List<BadRowReason> reasons(StagedTable staged, ScoreTally tally, StructType schema) {
    boolean wanted =
        request.badRows().quarantine().isPresent() || isTooMany(tally.quarantined(), tally.rows());
    return wanted && tally.quarantined() > 0
        ? BadRowReason.of(staged.apart(), model.errorColumn(), model.idColumn(schema))
        : List.of();
  }

  private boolean isTooMany(long bad, long rows) {
    return request.badRows().limit().map(limit -> limit.isExceededBy(bad, rows)).orElse(false);
  }

  /**
   * Refuses more bad rows than are borne.
   *
   * @param where what became of them, in words that follow a semicolon
   * @throws TooManyBadRowsException with their reasons
   */
  void requireFew(ScoreSummary summary, String where) {
    if (!isTooMany(summary.quarantined(), summary.rows())) {
      return;
    }
    List<String> why =
        summary.tables().badRowReasons().stream().map(BadRowReason::toString).toList();
    throw new TooManyBadRowsException(
        "Cannot accept %,d bad rows of %,d, --max-bad-rows is %s: %s (nothing was written to %s; %s)"
            .formatted(
                summary.quarantined(),
                summary.rows(),
                request.badRows().limit().map(BadRowLimit::text).orElse(""),
                String.join(", ", why),
                request.output(),
                where));
  }
}

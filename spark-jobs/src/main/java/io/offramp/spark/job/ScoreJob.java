// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.run.PrecisionChoice;
import io.offramp.spark.table.InputTable;
import io.offramp.spark.table.OutputPlace;
import io.offramp.spark.table.OutputTable;
import io.offramp.spark.table.ReadFailures;
import io.offramp.spark.table.StagedTable;
import io.offramp.spark.table.TableReader;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
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
    TableScoring scoring = new TableScoring(spark, request, model, sink);
    InputTable input =
        TableReader.open(
            spark, request.input(), request.inputFormat(), request.badRows().corruptFiles());
    scoring.tell(input);
    StructType schema = model.schema(input.rows());
    OutputTable output = scoring.output(input, schema);
    Optional<OutputTable> quarantine =
        request.badRows().quarantine().map(at -> StagedTable.apart(spark, output, at));
    StagedTable.requireFits(spark, output, schema);
    quarantine.ifPresent(table -> StagedTable.requireFits(spark, table, schema));
    PrecisionChoice precision = model.choosePrecision(input.rows(), sink);
    try (StagedTable staged =
        quarantine.isPresent()
            ? StagedTable.split(spark, output, schema)
            : StagedTable.whole(spark, output, schema)) {
      ScoreSummary summary = scoring.write(input, output, staged, precision, start);
      quarantine.ifPresent(staged::publishApart); // first: an output says that nothing is missing
      scoring.requireFew(
          summary,
          request
              .badRows()
              .quarantine()
              .map("they are in %s"::formatted)
              .orElse("--quarantine DIR would keep them"));
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
}

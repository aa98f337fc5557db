// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.run.PrecisionChoice;
import io.offramp.spark.ml.Bundles;
import io.offramp.spark.ml.EarlyExitClassificationModel;
import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.ml.Policies;
import io.offramp.spark.ml.PrecisionChooser;
import io.offramp.spark.table.TableReader;
import io.offramp.spark.table.TableWriter;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Scores a table: as many rows out as in, in the same order. */
public final class ScoreJob {
  private ScoreJob() {}

  /**
   * Scores, writes the table and its {@code _summary.json}.
   *
   * @throws RuntimeException with a message for the user if an input cannot be used; nothing is
   *     written then
   */
  public static ScoreSummary run(SparkSession spark, ScoreRequest request, ProgressSink sink) {
    long start = System.nanoTime();
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    TableWriter.requireWritable(request.output(), request.mode(), hadoop);
    TableWriter.requireApart(request.output(), request.input(), hadoop);
    Bundle bundle = Bundles.open(request.bundle());
    Optional<Policies.Read> file = request.policy().map(Policies::read);
    Optional<ExitPolicy> policy = file.map(Policies.Read::policy);
    policy.ifPresent(bundle::requireOwn);
    EarlyExitClassificationModel stage = stage(request, policy);
    TextColumns columns = request.columns();
    Dataset<Row> input = TableReader.read(spark, request.input(), request.inputFormat());
    InputColumns.text(input.schema(), columns.text(), "--text-col");
    columns.idIn(input.schema());
    Optional<String> label = columns.labelIn(input.schema());
    int partitions =
        request.partitions() > 0 ? request.partitions() : spark.sparkContext().defaultParallelism();
    TableWriter.requireRepresentable(stage.transformSchema(input.schema()), request.outputFormat());
    PrecisionChoice precision = precision(request, bundle, policy, input, sink);
    stage.setPrecision(precision.precision().id());
    Optional<String> duplicate =
        request.dedupe() ? Optional.of(absent(stage, input.schema())) : Optional.empty();
    duplicate.ifPresent(column -> stage.setDedupe(true).setDuplicateCol(column));
    Dataset<Row> spread =
        MalformedRows.hideText(ReadingStage.spread(input, partitions), columns.text());
    String error = stage.addedColumns().get(5);
    Dataset<Row> scored = MalformedRows.intoError(stage.transform(spread), error);
    ScoreTally tally =
        new ScoreTally(bundle.manifest().shape().exits(), bundle.manifest().labels());
    Dataset<Row> counted = tally.count(scored, stage.addedColumns(), label, duplicate);
    Dataset<Row> table = duplicate.map(column -> counted.drop(column)).orElse(counted);
    RowProgress.during(
        spark,
        sink,
        "scoring",
        InputSize.of(input),
        () -> TableWriter.write(table, request.output(), request.outputFormat(), request.mode()));
    ScoreSummary summary =
        tally.summary(
            (System.nanoTime() - start) / 1e9,
            bundle.sha256(),
            file.map(Policies.Read::sha256),
            precision);
    TableWriter.writeBeside(request.output(), ScoreSummary.FILE, summary.toJson(request), hadoop);
    return summary;
  }

  private static EarlyExitClassificationModel stage(
      ScoreRequest request, Optional<ExitPolicy> policy) {
    EarlyExitClassificationModel stage =
        new EarlyExitClassificationModel()
            .setBundle(request.bundle())
            .setInputCol(request.columns().text())
            .setInputPairCol(request.columns().pair())
            .setOutputPrefix(request.outputPrefix());
    request.batchSize().ifPresent(stage::setBatchSize);
    policy.ifPresent(stage::setPolicy);
    return stage;
  }

  /** A name for a column that is counted, and dropped before the table is written. */
  private static String absent(EarlyExitClassificationModel stage, StructType input) {
    StructType scored = stage.transformSchema(input);
    String name = "_offramp_duplicate";
    while (InputColumns.hasInAnyCase(scored, name)) {
      name += "_";
    }
    return name;
  }

  private static PrecisionChoice precision(
      ScoreRequest request,
      Bundle bundle,
      Optional<ExitPolicy> policy,
      Dataset<Row> input,
      ProgressSink sink) {
    TextColumns columns = request.columns();
    Dataset<Row> rows = MalformedRows.hideText(input, columns.text());
    PrecisionChooser chooser = new PrecisionChooser(bundle, request.precision());
    chooser.requireAsked(rows);
    PrecisionChoice choice = chooser.forScores(policy, rows, columns.text(), columns.pair());
    PrecisionNotes.tell(request.precision(), choice, sink);
    PrecisionNotes.warn(policy, choice.precision(), sink);
    return choice;
  }
}

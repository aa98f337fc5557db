// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.run.PrecisionChoice;
import io.offramp.engine.run.PrecisionMode;
import io.offramp.spark.ml.Bundles;
import io.offramp.spark.ml.EarlyExitClassificationModel;
import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.ml.Policies;
import io.offramp.spark.ml.PrecisionChooser;
import io.offramp.spark.table.TableFormat;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A bundle and a policy, opened once, that score any number of tables of one schema. */
final class ScoreModel {
  private final TextColumns columns;
  private final PrecisionMode asked;
  private final boolean dedupe;
  private final Bundle bundle;
  private final Optional<ExitPolicy> policy;
  private final Optional<String> policySha256;
  private final EarlyExitClassificationModel stage;

  /**
   * Opens them.
   *
   * @throws RuntimeException with a message for the user if one of them cannot be used, or the
   *     policy is another bundle's
   */
  ScoreModel(ScoreRequest request) {
    this.columns = request.columns();
    this.asked = request.precision();
    this.dedupe = request.dedupe();
    this.bundle = Bundles.openTrained(request.bundle());
    Optional<Policies.Read> file = request.policy().map(Policies::read);
    this.policy = file.map(Policies.Read::policy);
    this.policySha256 = file.map(Policies.Read::sha256);
    policy.ifPresent(bundle::requireOwn);
    columns.requireUsed(request.bundle(), bundle.manifest().textPairs());
    if (bundle.manifest().task() == Task.MULTI_LABEL && request.outputFormat() == TableFormat.CSV) {
      throw new IllegalArgumentException(
          "Cannot write sets of labels to %s as csv, which has no arrays (use --output-format jsonl or parquet)"
              .formatted(request.output()));
    }
    this.stage =
        new EarlyExitClassificationModel()
            .setBundle(request.bundle())
            .setInputCol(columns.text())
            .setInputPairCol(columns.pair())
            .setOutputPrefix(request.outputPrefix());
    request.batchSize().ifPresent(stage::setBatchSize);
    policy.ifPresent(stage::setPolicy);
  }

  /**
   * The schema of scored rows.
   *
   * @throws IllegalArgumentException if a column is missing, of a wrong type, or there already
   */
  StructType schema(Dataset<Row> input) {
    InputColumns.text(input.schema(), columns.text(), "--text-col");
    if (bundle.manifest().textPairs()) {
      InputColumns.text(input.schema(), columns.pair(), "--text-pair-col");
    }
    columns.idIn(input.schema());
    truth(input.schema());
    return MalformedRows.withoutLine(stage.transformSchema(input.schema()));
  }

  /** Identity of the bundle. */
  String bundleSha256() {
    return bundle.sha256();
  }

  /** SHA-256 of the policy's file; empty: full depth. */
  Optional<String> policySha256() {
    return policySha256;
  }

  /** The column that holds a row's error. */
  String errorColumn() {
    return stage.addedColumns().get(5);
  }

  Optional<String> idColumn(StructType schema) {
    return columns.idIn(schema);
  }

  /** Chooses what to compute in, by some of the rows if it has to, and tells. */
  PrecisionChoice choosePrecision(Dataset<Row> input, ProgressSink sink) {
    Dataset<Row> rows = MalformedRows.hideText(input, columns.text());
    PrecisionChooser chooser = new PrecisionChooser(bundle, asked);
    chooser.requireAsked(rows);
    PrecisionChoice choice = chooser.forScores(policy, rows, columns.text(), columns.pair());
    PrecisionNotes.tell(asked, choice, sink);
    PrecisionNotes.warn(policy, choice.precision(), sink);
    return choice;
  }

  /** Counts of one table that is to be scored, by rows as they are written. */
  ScoreTally tally(PrecisionChoice precision) {
    OptionalDouble tolerance =
        policy.map(own -> own.guarantee().tolerance()).orElse(OptionalDouble.empty());
    return new ScoreTally(bundle.manifest(), bundle.sha256(), policySha256, tolerance, precision);
  }

  /**
   * The rows with their scores, in order; nothing runs yet.
   *
   * @param rows spread over tasks
   * @param tally counts them as they are written
   */
  Dataset<Row> score(Dataset<Row> rows, ScoreTally tally) {
    EarlyExitClassificationModel own = stage.copy(new org.apache.spark.ml.param.ParamMap());
    own.setPrecision(tally.precision().precision().id());
    Optional<String> duplicate = dedupe ? Optional.of(absent(rows.schema())) : Optional.empty();
    duplicate.ifPresent(column -> own.setDedupe(true).setDuplicateCol(column));
    Dataset<Row> scored =
        MalformedRows.intoError(
            own.transform(MalformedRows.hideText(rows, columns.text())), errorColumn());
    Dataset<Row> counted =
        tally.count(scored, stage.addedColumns(), truth(rows.schema()), duplicate);
    return duplicate.map(column -> counted.drop(column)).orElse(counted);
  }

  /** A row's label as text, the set of labels, or the number, if there is such a column. */
  private Optional<Column> truth(StructType schema) {
    return columns
        .labelIn(schema)
        .map(
            name ->
                switch (bundle.manifest().task()) {
                  case SINGLE_LABEL -> TextColumns.labelText(name);
                  case MULTI_LABEL -> LabelColumn.set(schema, columns);
                  case REGRESSION -> LabelColumn.number(schema, columns).labelled();
                });
  }

  /** A name for a column that is counted, and dropped before the table is written. */
  private String absent(StructType input) {
    StructType scored = stage.transformSchema(input);
    String name = "_offramp_duplicate";
    while (InputColumns.hasInAnyCase(scored, name)) {
      name += "_";
    }
    return name;
  }
}

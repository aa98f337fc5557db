// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.run.PrecisionChoice;
import io.offramp.spark.ml.InputColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Counts what a summary tells, while the scored rows are written. */
final class ScoreTally {
  private final RowCounts counts = new RowCounts("offramp-score");
  private final int exits;
  private final Task task;
  private final List<String> labels;
  private final String bundleSha256;
  private final Optional<String> policySha256;
  private final OptionalDouble tolerance;
  private final PrecisionChoice precision;

  /**
   * A tally of a model's answers.
   *
   * @param manifest of the bundle
   * @param policySha256 of the policy file; empty: full depth
   * @param tolerance of the policy, if answers are numbers and there is one
   */
  ScoreTally(
      BundleManifest manifest,
      String bundleSha256,
      Optional<String> policySha256,
      OptionalDouble tolerance,
      PrecisionChoice precision) {
    this.exits = manifest.architecture().exits();
    this.task = manifest.task();
    this.labels = manifest.labels();
    this.bundleSha256 = bundleSha256;
    this.policySha256 = policySha256;
    this.tolerance = tolerance;
    this.precision = precision;
  }

  /** What the model computes in. */
  PrecisionChoice precision() {
    return precision;
  }

  /** Rows that were written, with those that have an error; known once they are. */
  long rows() {
    return counts.whole("rows");
  }

  /** Rows with an error; likewise. */
  long quarantined() {
    return counts.whole("quarantined");
  }

  /**
   * The rows, counted as they are written.
   *
   * @param added the columns prediction, confidence, exit, cost, truncated, error
   * @param truth a row's label as text, the set of labels, or the number, which is NaN where the
   *     cell holds none; empty: there is no such column
   * @param duplicate the column that says which rows were answered with another, if there is one
   */
  Dataset<Row> count(
      Dataset<Row> scored, List<String> added, Optional<Column> truth, Optional<String> duplicate) {
    Column error = column(added.get(5));
    Column exit = column(added.get(2));
    Column prediction = column(added.get(0));
    counts.count("rows", lit(true)).count("quarantined", error.isNotNull());
    counts.count("truncated", column(added.get(4)));
    counts.count("duplicates", duplicate.map(ScoreTally::column).orElse(lit(false)));
    counts.total("cost", column(added.get(3)));
    for (int k = 1; k <= exits; k++) {
      counts.count("exit" + k, exit.equalTo(k));
    }
    Column never = lit(null).cast("boolean");
    Column known = truth.map(this::known).orElse(never);
    counts.count("labelled", known.and(error.isNull()));
    counts.count("unknown", known.equalTo(false).and(error.isNull()));
    counts.total(
        "gaps", truth.map(label -> gap(label, prediction)).orElse(lit(null).cast("double")));
    return counts
        .count("right", truth.map(label -> right(label, prediction)).orElse(never))
        .of(scored);
  }

  /** Null where there is no label. */
  private Column known(Column truth) {
    return switch (task) {
      case SINGLE_LABEL -> truth.isin(labels.toArray());
      case MULTI_LABEL -> when(truth.isNotNull(), LabelColumn.isKnown(truth, labels));
      case REGRESSION -> when(truth.isNotNull(), not(isnan(truth)));
    };
  }

  /** A set must be all of it right, and a number near. */
  private Column right(Column truth, Column prediction) {
    return switch (task) {
      case SINGLE_LABEL -> truth.equalTo(prediction);
      case MULTI_LABEL ->
          when(known(truth), LabelColumn.inOrder(truth, labels).equalTo(prediction));
      case REGRESSION ->
          when(known(truth), NearColumns.areWithin(truth, prediction, tolerance.orElse(0)));
    };
  }

  /** What numbers miss by. */
  private Column gap(Column truth, Column prediction) {
    return task == Task.REGRESSION
        ? when(known(truth), abs(truth.minus(prediction)))
        : lit(null).cast("double");
  }

  private Optional<ScoreSummary.Numbers> numbers() {
    long labelled = counts.whole("labelled");
    return task == Task.REGRESSION
        ? Optional.of(
            new ScoreSummary.Numbers(
                tolerance,
                labelled == 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(counts.total("gaps") / labelled)))
        : Optional.empty();
  }

  /** What was counted, once all rows were written. */
  ScoreSummary summary(double seconds, ScoredTables tables) {
    List<Long> histogram = new ArrayList<>();
    for (int k = 1; k <= exits; k++) {
      histogram.add(counts.whole("exit" + k));
    }
    long rows = rows();
    long quarantined = quarantined();
    long scored = rows - quarantined;
    return new ScoreSummary(
        rows,
        quarantined,
        counts.whole("truncated"),
        counts.whole("duplicates"),
        histogram,
        scored == 0 ? OptionalDouble.empty() : OptionalDouble.of(counts.total("cost") / scored),
        counts.whole("labelled"),
        counts.whole("unknown"),
        counts.whole("right"),
        numbers(),
        seconds,
        bundleSha256,
        policySha256,
        precision,
        tables);
  }

  private static Column column(String name) {
    return col(InputColumns.quoted(name));
  }
}

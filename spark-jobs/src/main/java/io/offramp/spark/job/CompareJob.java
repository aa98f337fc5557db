// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.offramp.calibration.report.Comparison;
import io.offramp.calibration.report.ComparisonData;
import io.offramp.calibration.report.ComparisonData.Fact;
import io.offramp.calibration.report.ComparisonData.Figure;
import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.ml.Policies;
import io.offramp.spark.table.TableReader;
import io.offramp.spark.trace.TraceSource;
import io.offramp.spark.trace.TraceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Puts two policies, or two runs, side by side. */
public final class CompareJob {
  private static final String UNKNOWN = "–";

  private CompareJob() {}

  /**
   * Compares.
   *
   * @throws RuntimeException with a message for the user if an input cannot be used
   */
  public static ComparisonData run(SparkSession spark, CompareRequest request) {
    boolean firstIsRun = RunSummaryFile.isAt(request.first());
    if (firstIsRun != RunSummaryFile.isAt(request.second())) {
      throw new IllegalArgumentException(
          "Cannot compare %s with %s: one is the output of a run, the other is not (must be two policies, or two output folders of score)"
              .formatted(request.first(), request.second()));
    }
    return firstIsRun ? runs(spark, request) : policies(spark, request);
  }

  private static ComparisonData policies(SparkSession spark, CompareRequest request) {
    Policies.Read first = Policies.read(request.first());
    Policies.Read second = Policies.read(request.second());
    TraceSource source =
        request
            .traces()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Cannot compare policies %s and %s without rows (give --traces)"
                            .formatted(request.first(), request.second())));
    TraceSource tolerant = Tolerances.of(source, request.first(), first.policy());
    if (!tolerant
        .tolerance()
        .equals(Tolerances.of(source, request.second(), second.policy()).tolerance())) {
      throw new IllegalArgumentException(
          "Cannot compare policies %s and %s: they are certified for different tolerances, %s and %s (calibrate both with one --tolerance)"
              .formatted(
                  request.first(),
                  request.second(),
                  Tolerances.words(first.policy()),
                  Tolerances.words(second.policy())));
    }
    return Comparison.ofPolicies(
        request.first(),
        first.policy(),
        request.second(),
        second.policy(),
        TraceTable.read(spark, tolerant).trace());
  }

  private static ComparisonData runs(SparkSession spark, CompareRequest request) {
    RunSummaryFile first = RunSummaryFile.read(request.first());
    RunSummaryFile second = RunSummaryFile.read(request.second());
    List<Figure> figures = new ArrayList<>();
    figures.add(figure("rows", ComparisonData.COUNT, first, second));
    figures.add(figure("rows/s", "rows-per-second", ComparisonData.COUNT, first, second));
    figures.add(figure("mean cost", "mean-cost", ComparisonData.SHARE, first, second));
    figures.add(figure("accuracy", ComparisonData.SHARE, first, second));
    figures.add(figure("seconds", ComparisonData.NUMBER, first, second));
    int exits = Math.max(first.exits().size(), second.exits().size());
    for (int exit = 1; exit <= exits; exit++) {
      figures.add(
          Figure.of(
              "rows that leave at exit " + exit,
              ComparisonData.SHARE,
              share(first, exit),
              share(second, exit)));
    }
    List<Fact> facts = new ArrayList<>();
    for (String name : List.of("input", "precision", "bundle-sha256", "policy-sha256")) {
      facts.add(Fact.of(name, words(first.text(name)), words(second.text(name))));
    }
    List<String> notes =
        request
            .idColumn()
            .map(column -> together(spark, first.folder(), second.folder(), column))
            .map(List::of)
            .orElse(List.of());
    return ComparisonData.of("runs", request.first(), request.second(), figures, facts, notes);
  }

  private static Figure figure(
      String name, String unit, RunSummaryFile first, RunSummaryFile second) {
    return figure(name, name, unit, first, second);
  }

  private static Figure figure(
      String name, String key, String unit, RunSummaryFile first, RunSummaryFile second) {
    return Figure.of(name, unit, first.number(key), second.number(key));
  }

  private static @Nullable Double share(RunSummaryFile run, int exit) {
    long all = run.exits().stream().mapToLong(Long::longValue).sum();
    return exit > run.exits().size() || all == 0
        ? null
        : (Double) ((double) run.exits().get(exit - 1) / all);
  }

  private static String words(@Nullable String text) {
    return text == null ? UNKNOWN : text;
  }

  /** How often rows of the same key have the same answer. */
  private static String together(
      SparkSession spark, String firstRun, String secondRun, String column) {
    Dataset<Row> one = answers(spark, firstRun, column, "one");
    Dataset<Row> two = answers(spark, secondRun, column, "two");
    Column single = col("one_rows").equalTo(1).and(col("two_rows").equalTo(1));
    Row counts =
        one.join(two, "key")
            .agg(
                count(when(single, lit(1))),
                count(when(single.and(col("one").equalTo(col("two"))), lit(1))),
                count(when(single.and(col("one_exit").equalTo(col("two_exit"))), lit(1))),
                count(when(not(single), lit(1))))
            .first();
    String said =
        "Of %,d rows that both have by '%s', %,d have the same answer and %,d leave at the same exit."
            .formatted(counts.getLong(0), column, counts.getLong(1), counts.getLong(2));
    return counts.getLong(3) == 0
        ? said
        : said
            + " Left out: %,d values of '%s' that several rows have."
                .formatted(counts.getLong(3), column);
  }

  private static Dataset<Row> answers(
      SparkSession spark, String folder, String column, String name) {
    Dataset<Row> rows = TableReader.read(spark, folder, Optional.empty());
    for (String needed : List.of(column, "prediction", "exit")) {
      InputColumns.requireColumn(rows.schema(), needed, "--id-col");
    }
    return rows.where(col("prediction").isNotNull())
        .select(
            col(InputColumns.quoted(column)).cast("string").as("key"),
            col("prediction"),
            col("exit"))
        .groupBy("key")
        .agg(
            first("prediction").as(name),
            first("exit").as(name + "_exit"),
            count(lit(1)).as(name + "_rows"));
  }
}

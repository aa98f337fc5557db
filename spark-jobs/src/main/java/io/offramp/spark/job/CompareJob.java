// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.report.Comparison;
import io.offramp.calibration.report.ComparisonData;
import io.offramp.calibration.report.ComparisonData.Fact;
import io.offramp.calibration.report.ComparisonData.Figure;
import io.offramp.calibration.words.Decimal;
import io.offramp.spark.ml.Policies;
import io.offramp.spark.trace.TraceSource;
import io.offramp.spark.trace.TraceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Puts two policies, or two runs, side by side. */
public final class CompareJob {
  static final String TOLERANCE = "tolerance";
  private static final String MEAN_ABSOLUTE_ERROR = "mean-absolute-error";
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
    figures.add(accuracy(first, second));
    if (haveNumbers(first, second)) {
      figures.add(
          figure(
              ComparisonData.MEAN_ABSOLUTE_ERROR,
              MEAN_ABSOLUTE_ERROR,
              ComparisonData.NUMBER,
              first,
              second));
    }
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
    if (haveNumbers(first, second)) {
      facts.add(Fact.of(ComparisonData.TOLERANCE, tolerance(first), tolerance(second)));
    }
    for (String name : List.of("input", "precision", "bundle-sha256", "policy-sha256")) {
      facts.add(Fact.of(name, words(first.text(name)), words(second.text(name))));
    }
    List<String> notes =
        request
            .idColumn()
            .map(column -> RunAnswers.compared(spark, first, second, column))
            .map(List::of)
            .orElse(List.of());
    return ComparisonData.of("runs", request.first(), request.second(), figures, facts, notes);
  }

  /** Accuracies within different tolerances are no two values of one thing. */
  private static Figure accuracy(RunSummaryFile first, RunSummaryFile second) {
    Figure all = figure("accuracy", ComparisonData.SHARE, first, second);
    return Objects.equals(first.number(TOLERANCE), second.number(TOLERANCE))
        ? all
        : new Figure(all.name(), all.unit(), all.first(), all.second(), null);
  }

  private static boolean haveNumbers(RunSummaryFile first, RunSummaryFile second) {
    return Stream.of(first, second).anyMatch(RunSummaryFile::hasNumbers);
  }

  private static String tolerance(RunSummaryFile run) {
    Double tolerance = run.number(TOLERANCE);
    return tolerance == null ? "none" : Decimal.of(tolerance);
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
}

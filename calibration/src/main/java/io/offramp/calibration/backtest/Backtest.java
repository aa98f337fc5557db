// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.backtest;

import io.offramp.calibration.bound.ClopperPearson;
import io.offramp.calibration.certify.CalibrationException;
import io.offramp.calibration.certify.CalibrationMethod;
import io.offramp.calibration.certify.CalibrationSet;
import io.offramp.calibration.certify.Choice;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Outcomes;
import io.offramp.calibration.certify.Requirements;
import io.offramp.calibration.certify.Shuffle;
import io.offramp.calibration.certify.Slice;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.search.ExitTables;
import io.offramp.calibration.search.LevelCounts;
import io.offramp.calibration.trace.Trace;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Repeats calibrate-and-measure over random splits of a trace, in parallel over the cores. */
public final class Backtest {
  private static final double INTERVAL_DELTA = 0.025; // on each side, 95% between
  private static final double NORMAL_QUANTILE = 1.959964;

  private final ExitTables tables;
  private final Goal goal;
  private final int calibrating;

  /** Hears of finished pieces of work; called from many threads. */
  public interface Progress {
    /** One method on one split is done. */
    void advanced();
  }

  private record Run(double cost, double risk, boolean violates, boolean none) {}

  private Backtest(ExitTables tables, Goal goal, BacktestOptions options) {
    this.tables = tables;
    this.goal = goal;
    int rows = tables.trace().rows();
    this.calibrating = (int) Math.round(rows * options.calibratingShare());
  }

  /**
   * Compares methods.
   *
   * @param methods with different names, the recommended one first
   * @throws CalibrationException if the trace cannot be calibrated at all, or is too small to split
   */
  public static BacktestReport run(
      Trace trace,
      Goal goal,
      List<CalibrationMethod> methods,
      BacktestOptions options,
      Progress progress) {
    Requirements.check(trace, goal);
    Backtest backtest = new Backtest(new ExitTables(trace), goal, options);
    int rows = trace.rows();
    if (backtest.calibrating < 1 || backtest.calibrating >= rows) {
      throw new CalibrationException(
          "Cannot split %d rows into %d that calibrate and %d that measure (must be at least 1 each)"
              .formatted(rows, backtest.calibrating, rows - backtest.calibrating));
    }
    Run[][] runs = new Run[methods.size()][options.splits()];
    IntConsumer split =
        number -> {
          long seed = options.seed() + number;
          int[] order = backtest.order(seed);
          for (int method = 0; method < runs.length; method++) {
            runs[method][number] = backtest.run(methods.get(method), order, seed);
            progress.advanced();
          }
        };
    split.accept(0); // finds the tests' regions, by all cores, for all others
    IntStream.range(1, options.splits()).parallel().forEach(split);
    Map<String, MethodResult> results = new LinkedHashMap<>();
    for (int method = 0; method < runs.length; method++) {
      results.put(methods.get(method).id(), summary(methods.get(method), runs[method]));
    }
    return new BacktestReport(
        methods.get(0).id(), goal, options, rows, backtest.calibrating, trace.tolerance(), results);
  }

  /** All rows in an order of the split; methods shuffle by the seed itself. */
  private int[] order(long seed) {
    return Shuffle.of(IntStream.range(0, tables.trace().rows()).toArray(), ~seed);
  }

  private Run run(CalibrationMethod method, int[] order, long seed) {
    CalibrationSet calibrates = set(order, 0, calibrating);
    CalibrationSet measures = set(order, calibrating, order.length);
    if (!(method.calibrate(calibrates, goal, seed) instanceof Choice choice)) {
      return new Run(1, 0, false, true);
    }
    LevelCounts counts = Outcomes.of(measures, choice);
    double risk = risk(counts);
    boolean tooRisky = goal.risk().isPresent() && risk > goal.risk().get().bound();
    boolean tooDear = counts.meanCost() > goal.maxCost().orElse(1);
    boolean slices = goal.slices().stream().anyMatch(slice -> tooRisky(slice, measures, choice));
    return new Run(counts.meanCost(), risk, tooRisky || tooDear || slices, false);
  }

  private double risk(LevelCounts counts) {
    boolean byLabels = goal.risk().isPresent() && !(goal.risk().get() instanceof MaxDisagreement);
    return byLabels ? counts.accuracyDrop() : counts.disagreement();
  }

  /** A slice without rows to measure is none. */
  private boolean tooRisky(Slice slice, CalibrationSet measures, Choice choice) {
    int[] rows = Arrays.stream(measures.rows()).filter(slice.contains()).toArray();
    double risk = risk(Outcomes.of(new CalibrationSet(tables, rows), choice));
    return risk > goal.maxSliceRisk().orElse(1);
  }

  private CalibrationSet set(int[] order, int from, int to) {
    return new CalibrationSet(tables, Arrays.copyOfRange(order, from, to));
  }

  private static MethodResult summary(CalibrationMethod method, Run[] runs) {
    int n = runs.length;
    double cost = Arrays.stream(runs).mapToDouble(Run::cost).sum() / n;
    double squares = Arrays.stream(runs).mapToDouble(run -> square(run.cost() - cost)).sum();
    double risk = Arrays.stream(runs).mapToDouble(Run::risk).sum() / n;
    int violations = (int) Arrays.stream(runs).filter(Run::violates).count();
    int none = (int) Arrays.stream(runs).filter(Run::none).count();
    double deviation = Math.sqrt(squares / n / Math.max(1, n - 1)); // of the mean
    return new MethodResult(
        method.assurance(),
        n,
        cost,
        cost - NORMAL_QUANTILE * deviation,
        cost + NORMAL_QUANTILE * deviation,
        risk,
        violations,
        (double) violations / n,
        ClopperPearson.lower(n, violations, INTERVAL_DELTA),
        ClopperPearson.upper(n, violations, INTERVAL_DELTA),
        (double) none / n);
  }

  private static double square(double value) {
    return value * value;
  }
}

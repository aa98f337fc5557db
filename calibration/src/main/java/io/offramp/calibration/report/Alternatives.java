// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.backtest.Backtest;
import io.offramp.calibration.backtest.BacktestOptions;
import io.offramp.calibration.backtest.BacktestReport;
import io.offramp.calibration.backtest.MethodResult;
import io.offramp.calibration.baseline.Baselines;
import io.offramp.calibration.certify.CalibrationMethod;
import io.offramp.calibration.certify.CalibrationSet;
import io.offramp.calibration.certify.Choice;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Methods;
import io.offramp.calibration.certify.RiskTest;
import io.offramp.calibration.certify.Shuffle;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.report.ReportData.Alternative;
import io.offramp.calibration.report.ReportData.Point;
import io.offramp.calibration.report.ReportData.Repeats;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.calibration.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Other ways to choose thresholds: chosen by the rows on which they are then measured, as is usual
 * elsewhere, and tried anew on random halves, which shows what that is worth.
 */
final class Alternatives {
  private static final int SPLITS = 100;
  private static final int MOST_ROWS = 2_000;
  private static final double CALIBRATING_SHARE = 0.5;

  /** More rows to choose by than this take time and change nothing that can be seen. */
  private static final int MOST_ROWS_TO_CHOOSE = 20_000;

  private static final Map<String, String> WORDS =
      Map.of(
          "offramp", "what calibrate does",
          "cross-fit", "what calibrate --asymptotic does: no row held back",
          "shared-exact-trinomial",
              "one threshold for all exits, certified by all rows that choose",
          "naive", "one max-probability for all exits, tuned until the bound just seems kept",
          "geometric-shares", "shares of rows that fall from exit to exit, tuned likewise",
          "patience", "leave when exits in a row agree, tuned likewise",
          "conformal-risk", "conformal risk control: holds on average, not with a confidence",
          "upper-bound", "one threshold, by an upper confidence bound");

  private final Measured measured;
  private final CalibrationSet set;
  private final Goal goal;
  private final List<CalibrationMethod> methods;
  private final long seed;

  Alternatives(Measured measured, CalibrationSet set, Goal goal, CalibrationMethod own, long seed) {
    this.measured = measured;
    this.set = set;
    this.goal = goal;
    this.seed = seed;
    List<CalibrationMethod> all = new ArrayList<>();
    all.add(own);
    all.add(Methods.shared(RiskTest.TRINOMIAL));
    all.addAll(Baselines.of(set.trace()));
    this.methods =
        all.stream()
            .filter(method -> method.supports(goal) && WORDS.containsKey(method.id()))
            .toList();
  }

  /**
   * The number of rows that other methods choose by: those that measure, or as many of them as can
   * be told apart.
   */
  static int choosing(Measured measured) {
    return Math.min(MOST_ROWS_TO_CHOOSE, measured.rows().length);
  }

  /**
   * Methods on the measured rows.
   *
   * @param own the policy, which stands for the first method
   */
  List<Alternative> all(Point own, Optional<BacktestReport> backtest) {
    int[] rows = measured.rows();
    int[] choosing =
        rows.length <= MOST_ROWS_TO_CHOOSE
            ? rows
            : Arrays.copyOf(Shuffle.of(rows, seed), choosing(measured));
    CalibrationSet sample = new CalibrationSet(set.tables(), choosing);
    List<Alternative> all = new ArrayList<>();
    for (CalibrationMethod method : methods) {
      all.add(
          alternative(method, method == methods.get(0) ? own : point(method, sample), backtest));
    }
    return all;
  }

  private Point point(CalibrationMethod method, CalibrationSet sample) {
    Optional<Choice> choice =
        method.calibrate(sample, goal, seed) instanceof Choice found
            ? Optional.of(found)
            : Optional.empty();
    float[] never = new float[measured.trace().exits() - 1];
    Arrays.fill(never, Float.POSITIVE_INFINITY);
    return measured.point(
        set.table(choice.map(Choice::signal).orElse(LoneExitSignal.MAX_PROBABILITY)),
        choice.map(Choice::thresholdArray).orElse(never),
        goal.risk().orElseThrow().bound(),
        choice.isPresent());
  }

  private static Alternative alternative(
      CalibrationMethod method, Point point, Optional<BacktestReport> backtest) {
    Optional<MethodResult> tried = backtest.map(report -> report.methods().get(method.id()));
    return new Alternative(
        method.id(),
        WORDS.getOrDefault(method.id(), method.id()),
        method.assurance().id(),
        point.found(),
        point.cost().value(),
        point.risk(),
        tried.map(MethodResult::violations).orElse(null),
        tried
            .map(
                result ->
                    new Estimate(
                        result.violationRate(),
                        result.violationRateLow(),
                        result.violationRateHigh()))
            .orElse(null));
  }

  /** Tries methods anew on a sample of all rows whose loss is known; none if that is too few. */
  Optional<BacktestReport> backtest() {
    Trace trace = sample();
    if (trace.rows() < 2 || goal.maxSliceRisk().isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        Backtest.run(
            trace, goal, methods, new BacktestOptions(SPLITS, CALIBRATING_SHARE, seed), () -> {}));
  }

  /** What the repeats were. */
  static Repeats repeats(BacktestReport report) {
    return new Repeats(report.options().splits(), report.rows(), report.goal().delta());
  }

  private Trace sample() {
    Trace all = set.trace();
    boolean labels = measured.risk() == Quantity.ACCURACY_DROP;
    int[] usable =
        IntStream.range(0, all.rows()).filter(row -> !labels || all.hasLabel(row)).toArray();
    int[] drawn = Shuffle.of(usable, seed);
    return all.only(Arrays.copyOf(drawn, Math.min(MOST_ROWS, drawn.length)));
  }
}

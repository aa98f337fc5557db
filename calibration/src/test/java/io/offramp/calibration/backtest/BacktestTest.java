// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.baseline.Baselines;
import io.offramp.calibration.bound.ClopperPearson;
import io.offramp.calibration.certify.Assurance;
import io.offramp.calibration.certify.CalibrationException;
import io.offramp.calibration.certify.CalibrationMethod;
import io.offramp.calibration.certify.CalibrationOptions;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Methods;
import io.offramp.calibration.certify.Populations;
import io.offramp.calibration.certify.Requests;
import io.offramp.calibration.certify.RiskTest;
import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BacktestTest {
  private static final Goal DROP = Requests.accuracyDrop(0.05, 0.9);
  private static final BacktestOptions FEW = new BacktestOptions(20, 0.5, 3);

  private static List<CalibrationMethod> everyMethod() {
    List<CalibrationMethod> methods = new ArrayList<>(Methods.all(CalibrationOptions.DEFAULT));
    methods.addAll(Baselines.all());
    return methods;
  }

  private static BacktestReport run(Trace trace, Goal goal, List<CalibrationMethod> methods) {
    return Backtest.run(trace, goal, methods, FEW, () -> {});
  }

  private static MethodResult of(BacktestReport report, String method) {
    return Objects.requireNonNull(report.methods().get(method), method);
  }

  @Test
  void run_everyMethod_reportsEachByItsName() {
    Trace trace = Populations.typical().drawTrace(1200, 1);
    AtomicInteger advanced = new AtomicInteger();
    BacktestReport report =
        Backtest.run(trace, DROP, everyMethod(), FEW, advanced::incrementAndGet);
    assertThat(advanced).hasValue(20 * everyMethod().size());
    assertThat(report.recommended()).isEqualTo("offramp");
    assertThat(report.calibratingRows()).isEqualTo(600);
    assertThat(report.methods().keySet())
        .containsExactly(
            "offramp",
            "one-split",
            "swapped-halves",
            "per-exit-search",
            "cross-fit",
            "shared-exact-trinomial",
            "shared-exact-binomial",
            "shared-hoeffding-bentkus",
            "shared-betting",
            "full-depth",
            "naive",
            "geometric-shares",
            "patience",
            "conformal-risk",
            "upper-bound");
    MethodResult full = of(report, "full-depth");
    assertThat(full.meanCost()).isEqualTo(1);
    assertThat(full.meanRisk()).isZero();
    assertThat(full.violations()).isZero();
    report
        .methods()
        .forEach(
            (name, result) -> {
              assertThat(result.runs()).as(name).isEqualTo(20);
              assertThat(result.meanCost()).as(name).isBetween(0.25, 1.0);
              assertThat(result.meanCostLow()).isLessThanOrEqualTo(result.meanCost());
              assertThat(result.meanCostHigh()).isGreaterThanOrEqualTo(result.meanCost());
              assertThat(result.violationRate()).isEqualTo(result.violations() / 20.0);
              assertThat(result.violationRateLow())
                  .isEqualTo(ClopperPearson.lower(20, result.violations(), 0.025));
              assertThat(result.violationRateHigh())
                  .isEqualTo(ClopperPearson.upper(20, result.violations(), 0.025));
              if (result.assurance() == Assurance.EXACT) {
                assertThat(result.violations()).as("violations of %s", name).isLessThan(9);
              }
            });
    assertThat(of(report, "naive").meanCost())
        .as("a promise costs something")
        .isLessThan(of(report, "shared-exact-trinomial").meanCost());
    assertThat(of(report, "shared-exact-trinomial").meanCost())
        .isLessThan(of(report, "shared-exact-binomial").meanCost());
    assertThat(of(report, "shared-exact-binomial").meanCost())
        .isLessThan(of(report, "shared-hoeffding-bentkus").meanCost());
  }

  @Test
  void run_sameSeed_isDeterministicOnAnyNumberOfThreads() throws Exception {
    Trace trace = Populations.typical().drawTrace(700, 2);
    BacktestReport report = run(trace, DROP, everyMethod());
    ForkJoinPool one = new ForkJoinPool(1);
    try {
      assertThat(one.submit(() -> run(trace, DROP, everyMethod())).get()).isEqualTo(report);
    } finally {
      one.shutdown();
    }
    BacktestReport other =
        Backtest.run(trace, DROP, everyMethod(), new BacktestOptions(20, 0.5, 99), () -> {});
    assertThat(other.methods()).isNotEqualTo(report.methods());
  }

  @Test
  void run_fewRowsOrLabels_reportsNoneCertified() {
    TraceBuilder builder = Trace.builder(ExitCosts.of(0.5, 1), 2);
    for (int row = 0; row < 40; row++) {
      OptionalInt label = row == 7 ? OptionalInt.of(1) : OptionalInt.empty();
      builder.addAnswers(label, new int[] {1, 1}, new float[] {0.8f, 0.9f});
    }
    for (int rows : new int[] {2, 3, 5}) {
      TraceBuilder few = Trace.builder(ExitCosts.of(0.5, 1), 2);
      for (int row = 0; row < rows; row++) {
        few.addAnswers(OptionalInt.of(1), new int[] {1, 1}, new float[] {0.8f, 0.9f});
      }
      List<CalibrationMethod> methods = Methods.all(CalibrationOptions.DEFAULT);
      for (MethodResult result : run(few.build(), DROP, methods).methods().values()) {
        assertThat(result.noneCertified()).isOne();
        assertThat(result.meanCost()).isOne();
      }
    }
    BacktestReport report = run(builder.build(), DROP, everyMethod());
    assertThat(of(report, "offramp").noneCertified()).isOne();
    assertThat(of(report, "offramp").meanRisk()).isZero();
  }

  @Test
  void run_tooFewRowsToSplit_isRefused() {
    TraceBuilder builder = Trace.builder(ExitCosts.of(0.5, 1), 2);
    builder.addAnswers(OptionalInt.of(1), new int[] {1, 1}, new float[] {0.8f, 0.9f});
    assertThatExceptionOfType(CalibrationException.class)
        .isThrownBy(() -> run(builder.build(), DROP, everyMethod()))
        .withMessage(
            "Cannot split 1 rows into 1 that calibrate and 0 that measure (must be at least 1"
                + " each)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -1, Double.NaN})
  void options_shareOutsideOpenUnit_areRefused(double share) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BacktestOptions(5, share, 0))
        .withMessage(
            "Cannot backtest with a share %s of rows calibrating (must be in (0,1), such as 0.5)"
                .formatted(share));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BacktestOptions(0, 0.5, 0))
        .withMessage("Cannot backtest over 0 splits (must be 1 or more)");
  }

  /**
   * What the recommended method is for: early exits that are surer of themselves than they are
   * right.
   */
  @Test
  void run_overconfidentExits_recommendedIsFarCheaperThanASharedThreshold() {
    Trace trace = Populations.overconfident(12, 20_000).drawTrace(20_000, 1);
    List<CalibrationMethod> methods =
        List.of(
            Methods.recommended(CalibrationOptions.DEFAULT), Methods.shared(RiskTest.TRINOMIAL));
    Goal goal = Requests.accuracyDrop(0.01, 0.95);
    BacktestReport report =
        Backtest.run(trace, goal, methods, new BacktestOptions(4, 0.5, 1), () -> {});
    double recommended = of(report, "offramp").meanCost();
    double shared = of(report, "shared-exact-trinomial").meanCost();
    assertThat(recommended).isLessThan(0.7 * shared);
  }
}

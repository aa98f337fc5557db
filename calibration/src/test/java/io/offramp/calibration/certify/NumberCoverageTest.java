// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.calibration.search.Calibrations;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.ExitTables;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guarantees about numbers hold as often as they say, on fresh rows. */
class NumberCoverageTest {
  private static final int DRAWS = 60;
  private static final int ROWS = 500;
  private static final int FRESH = 20_000;
  private static final double BOUND = 0.05;
  private static final double DIFFERING = 0.15;
  private static final double DELTA = 0.2;
  private static final CalibrationOptions OPTIONS =
      new CalibrationOptions(
          SignalChoice.of(LoneExitSignal.MAX_PROBABILITY), Calibrations.PLATT, RiskTest.AUTO);

  /** Rows whose spread the early exit knows; a third of near answers change sides of the edge. */
  private static Trace rows(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TraceBuilder builder = Trace.ofNumbers(ExitCosts.of(0.4, 1), 1);
    for (int row = 0; row < count; row++) {
      double label = 1000 * random.nextDouble();
      double spread = Math.exp(2 * random.nextGaussian() - 1);
      float early = (float) (label + spread * random.nextGaussian());
      float last = (float) (label + 0.7 * random.nextGaussian());
      builder.addNumbers(
          (float) label, new float[] {early, last}, new float[] {(float) (1 / (1 + spread)), 0.5f});
    }
    return builder.build();
  }

  private static double risk(Trace trace, double threshold, boolean drop) {
    ExitTable table = new ExitTables(trace).of(LoneExitSignal.MAX_PROBABILITY);
    double sum = 0;
    for (int row = 0; row < trace.rows(); row++) {
      byte effect = table.effect(table.exit(new float[] {(float) threshold}, row), row);
      sum += drop ? ExitTable.drop(effect) : ExitTable.differs(effect) ? 1 : 0;
    }
    return sum / trace.rows();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void calibrate_freshRows_seldomBreakTheBound(boolean drop) {
    Trace fresh = rows(FRESH, 1);
    Goal goal =
        drop
            ? Requests.accuracyDrop(BOUND, 1 - DELTA)
            : Requests.disagreement(DIFFERING, 1 - DELTA);
    double bound = drop ? BOUND : DIFFERING;
    int certified = 0;
    int broken = 0;
    int cheaper = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      CalibrationResult result =
          Calibrator.calibrate(
              rows(ROWS, 100 + draw), Requests.of(goal, draw), Methods.recommended(OPTIONS));
      if (result instanceof Certified one) {
        double threshold = one.policy().thresholds().get(0);
        certified++;
        cheaper += one.policy().guarantee().expectedCost() < 1 ? 1 : 0;
        broken += risk(fresh, threshold, drop) > bound ? 1 : 0;
        assertThat(one.policy().guarantee().tolerance()).hasValue(1);
        assertThat(one.policy().guarantee().statement())
            .contains("where an answer is right, or the same, if it is no farther than 1 from");
        String json = ExitPolicyParser.toJson(one.policy());
        assertThat(ExitPolicyParser.fromJson(json, "here")).isEqualTo(one.policy());
      }
    }
    assertThat(certified).isGreaterThan(DRAWS / 2);
    assertThat(cheaper).isGreaterThan(DRAWS / 2);
    assertThat(broken).isLessThan((int) (DRAWS * DELTA + 3 * Math.sqrt(DRAWS * DELTA)));
  }

  @Test
  void plan_fewLabels_isRefused() {
    Trace trace = rows(ROWS, 3);
    assertThatExceptionOfType(CalibrationException.class)
        .isThrownBy(() -> LabelPlan.of(trace, Requests.accuracyDrop(BOUND, 0.8), OPTIONS, 100, 1))
        .withMessageContaining("near ones can differ in being right");
  }
}

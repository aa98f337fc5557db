// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static io.offramp.calibration.certify.Requests.accuracyDrop;
import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.certify.Simulation.Outcome;
import io.offramp.calibration.certify.Simulation.Setting;
import io.offramp.calibration.search.Calibrations;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules known to be wrong are caught by the yardstick that methods are held to. */
class WrongRulesTest {
  private static final int DRAWS = 1000;
  private static final Goal FIVE_POINTS = accuracyDrop(0.05, 0.9);
  private static final Goal TEN_POINTS = accuracyDrop(0.1, 0.9);

  static Stream<Setting> wrongRules() {
    Population boundary = Populations.justAbove(0.05, 0);
    Population flips = Populations.justAbove(0.05, 0.075);
    Population typical = Populations.typical();
    Population meaningless = Populations.meaningless(0.2);
    return Stream.of(
        new Setting("typical", typical, 800, FIVE_POINTS, WrongRules.noBound()),
        new Setting("boundary", boundary, 800, FIVE_POINTS, WrongRules.noBound()),
        new Setting("boundary", boundary, 800, FIVE_POINTS, WrongRules.offByOne()),
        new Setting("dips", Populations.unluckyDips(), 800, FIVE_POINTS, WrongRules.notStopping()),
        new Setting("boundary", boundary, 800, FIVE_POINTS, twice(RiskTest.BINOMIAL)),
        new Setting("flips", flips, 800, FIVE_POINTS, twice(RiskTest.TRINOMIAL)),
        new Setting("flips", flips, 800, FIVE_POINTS, twice(RiskTest.BETTING)),
        new Setting(
            "boundary",
            boundary,
            800,
            FIVE_POINTS,
            WrongRules.gambler("half the wealth", 0.5, false)),
        new Setting("flips", flips, 800, FIVE_POINTS, WrongRules.gambler("no logarithm", 1, true)),
        new Setting(
            "meaningless", meaningless, 50, TEN_POINTS, onTuningRows(Calibrations.ISOTONIC, false)),
        new Setting(
            "meaningless", meaningless, 50, TEN_POINTS, onTuningRows(Calibrations.BETA, true)),
        new Setting("flips", flips, 800, FIVE_POINTS, WrongRules.halvesAtFullDelta()));
  }

  private static CalibrationMethod onTuningRows(Calibrations kind, boolean search) {
    return WrongRules.testedOnTuningRows(kind, search);
  }

  private static CalibrationMethod twice(RiskTest test) {
    return WrongRules.twiceDelta(test);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongRules")
  void yardstick_wrongRule_isCaught(Setting setting) {
    Outcome outcome = setting.run(DRAWS);
    assertThat(outcome.plausibleFor(setting.goal().delta())).as("%s", outcome).isFalse();
  }

  /** The gambler of the wrong rules is a right one without its mistakes. */
  @Test
  void yardstick_gamblerWithoutMistake_isNotBlamed() {
    Population flips = Populations.justAbove(0.05, 0.075);
    CalibrationMethod gambler = WrongRules.gambler("right", 1, false);
    Outcome outcome = new Setting("flips", flips, 800, FIVE_POINTS, gambler).run(DRAWS);
    assertThat(outcome.plausibleFor(0.1)).as("%s", outcome).isTrue();
  }

  /** Cross-fitting holds in the limit of many rows only. */
  @Test
  void crossFit_manyRows_violatesAboutDelta() {
    CalibrationMethod crossFit = Methods.crossFit(CalibrationOptions.DEFAULT);
    Outcome outcome =
        new Setting("typical", Populations.typical(), 2500, accuracyDrop(0.03, 0.9), crossFit)
            .run(200);
    assertThat(outcome.saving()).isEqualTo(200);
    assertThat(outcome.plausibleFor(0.15)).as("%s", outcome).isTrue();
  }
}

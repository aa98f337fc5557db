// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static io.offramp.calibration.certify.Requests.accuracyDrop;
import static io.offramp.calibration.certify.Requests.disagreement;
import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.certify.Simulation.Outcome;
import io.offramp.calibration.certify.Simulation.Setting;
import io.offramp.calibration.search.Calibrations;
import io.offramp.calibration.signal.HistorySignal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guarantee by simulation, for every way of sharing out rows between tuning and certifying, and
 * every family of candidates.
 */
class LayoutCoverageTest {
  private static final int DRAWS = 1000;
  private static final Population TYPICAL = Populations.typical();
  private static final CalibrationOptions DEFAULT = CalibrationOptions.DEFAULT;

  private static CalibrationMethod fixed(Layout layout, CalibrationOptions options) {
    return new CertifiedMethod(
        layout.name(), options, Optional.of(layout), List.of(PathKind.CALIBRATED_LEVEL));
  }

  static Stream<Setting> settings() {
    CalibrationMethod recommended = Methods.recommended(DEFAULT);
    CalibrationMethod swapped = Methods.swappedHalves(DEFAULT);
    CalibrationMethod betting = Methods.oneSplit(DEFAULT.with(RiskTest.BETTING));
    return Stream.of(
        new Setting("all certify", TYPICAL, 250, accuracyDrop(0.05, 0.9), recommended),
        new Setting("one split", TYPICAL, 400, accuracyDrop(0.05, 0.9), recommended),
        new Setting("halves", TYPICAL, 1000, accuracyDrop(0.03, 0.9), recommended),
        new Setting(
            "unlabelled tune", Populations.typical(0.4), 500, accuracyDrop(0.06, 0.9), recommended),
        new Setting("no labels", Populations.typical(0), 400, disagreement(0.08, 0.9), recommended),
        new Setting(
            "boundary",
            Populations.justAbove(0.05, 0.075),
            600,
            accuracyDrop(0.05, 0.9),
            Methods.oneSplit(DEFAULT)),
        new Setting(
            "boundary", Populations.justAbove(0.1, 0.1), 300, accuracyDrop(0.1, 0.7), swapped),
        new Setting("ties", Populations.heavyTies(), 400, accuracyDrop(0.05, 0.8), swapped),
        new Setting(
            "wrong exit", Populations.oneExitAlwaysWrong(), 300, accuracyDrop(0.1, 0.9), swapped),
        new Setting(
            "constant", Populations.constantConfidence(), 500, accuracyDrop(0.04, 0.8), swapped),
        new Setting(
            "not monotone", Populations.riskNotMonotone(), 500, accuracyDrop(0.08, 0.9), swapped),
        new Setting(
            "overconfident",
            Populations.overconfident(4, 1000),
            400,
            accuracyDrop(0.05, 0.8),
            swapped),
        new Setting("betting", TYPICAL, 300, accuracyDrop(0.08, 0.8), betting),
        new Setting(
            "dips",
            Populations.unluckyDips(),
            400,
            disagreement(0.05, 0.8),
            fixed(Layout.ONE_SPLIT, DEFAULT)));
  }

  static Stream<Setting> settingsOfCandidates() {
    CalibrationMethod searched = Methods.searched(DEFAULT);
    Goal goal = accuracyDrop(0.1, 0.8);
    return Stream.of(
        new Setting("search", TYPICAL, 200, goal, searched),
        new Setting("boundary", Populations.justAbove(0.1, 0.1), 300, goal, searched),
        new Setting("wrong exit", Populations.oneExitAlwaysWrong(), 200, goal, searched),
        new Setting("meaningless", Populations.meaningless(0.2), 60, goal, searched),
        new Setting("disagreement", TYPICAL, 300, disagreement(0.1, 0.8), searched),
        new Setting(
            "isotonic",
            TYPICAL,
            200,
            goal,
            Methods.swappedHalves(DEFAULT.with(Calibrations.ISOTONIC))),
        new Setting(
            "shrunken",
            TYPICAL,
            200,
            goal,
            Methods.oneSplit(DEFAULT.with(Calibrations.SHRUNKEN_ISOTONIC))),
        new Setting(
            "patience",
            TYPICAL,
            200,
            goal,
            Methods.swappedHalves(DEFAULT.with(new HistorySignal(HistorySignal.Kind.PATIENCE, 4)))),
        new Setting(
            "learned",
            TYPICAL,
            200,
            goal,
            Methods.oneSplit(DEFAULT.with(SignalChoice.ofLearned()))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"settings", "settingsOfCandidates"})
  void calibrate_manyDraws_violatesAtMostDelta(Setting setting) {
    Outcome outcome = setting.run(DRAWS);
    assertThat(outcome.saving()).as("draws in which anything was saved").isGreaterThan(4);
    assertThat(outcome.plausibleFor(setting.goal().delta())).as("%s", outcome).isTrue();
  }
}

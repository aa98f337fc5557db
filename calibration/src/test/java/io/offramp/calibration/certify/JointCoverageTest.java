// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static io.offramp.calibration.certify.Requests.accuracyDrop;
import static io.offramp.calibration.certify.Requests.cost;
import static io.offramp.calibration.certify.Requests.disagreement;
import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.certify.Simulation.Outcome;
import io.offramp.calibration.certify.Simulation.Setting;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guarantee by simulation for goals of several bounds: it is a violation if any of them is
 * exceeded.
 */
class JointCoverageTest {
  private static final int DRAWS = 1000;
  private static final Population TYPICAL = Populations.typical();

  static Stream<Setting> settings() {
    CalibrationMethod recommended = Methods.recommended(CalibrationOptions.DEFAULT);
    CalibrationMethod shared = Methods.shared(RiskTest.AUTO);
    CalibrationMethod binomial =
        Methods.recommended(CalibrationOptions.DEFAULT.with(RiskTest.BINOMIAL));
    return Stream.of(
        new Setting("cost", TYPICAL, 300, cost(0.45, 0.9), shared),
        new Setting("cost, few", TYPICAL, 30, cost(0.6, 0.7), shared),
        new Setting("cost, tuned", TYPICAL, 400, cost(0.45, 0.8), recommended),
        new Setting("both", TYPICAL, 400, accuracyDrop(0.08, 0.8).withMaxCost(0.5), recommended),
        new Setting(
            "both, halves", TYPICAL, 1000, accuracyDrop(0.05, 0.9).withMaxCost(0.5), recommended),
        new Setting(
            "both, disagreement",
            TYPICAL,
            400,
            disagreement(0.1, 0.8).withMaxCost(0.55),
            recommended),
        new Setting(
            "both, few labels",
            Populations.typical(0.3),
            900,
            accuracyDrop(0.1, 0.8).withMaxCost(0.5),
            recommended),
        new Setting(
            "both, ties",
            Populations.heavyTies(),
            400,
            accuracyDrop(0.08, 0.8).withMaxCost(0.6),
            recommended),
        new Setting(
            "both, boundary",
            Populations.justAbove(0.1, 0.1),
            400,
            accuracyDrop(0.1, 0.8).withMaxCost(0.9),
            recommended),
        new Setting(
            "slices",
            TYPICAL,
            400,
            accuracyDrop(0.06, 0.8).withSlices(0.1, slices(TYPICAL)),
            binomial),
        new Setting(
            "slices, cost",
            TYPICAL,
            400,
            disagreement(0.1, 0.8).withMaxCost(0.6).withSlices(0.12, slices(TYPICAL)),
            recommended));
  }

  /** Two parts that overlap, and one of which the first rows are all. */
  private static List<Slice> slices(Population population) {
    return List.of(
        population.slice("an even number", row -> row % 2 == 0),
        population.slice("a number that three divides", row -> row % 3 == 0),
        population.slice("a small number", row -> row < 300));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void calibrate_manyDraws_violatesAtMostDelta(Setting setting) {

    Outcome outcome = setting.run(DRAWS);
    assertThat(outcome.saving()).as("draws in which anything was saved").isGreaterThan(100);
    assertThat(outcome.plausibleFor(setting.goal().delta())).as("%s", outcome).isTrue();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static io.offramp.calibration.certify.Requests.accuracyDrop;
import static io.offramp.calibration.certify.Requests.disagreement;
import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.certify.Simulation.Outcome;
import io.offramp.calibration.certify.Simulation.Setting;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guarantee itself: over many draws from populations whose risks are known exactly, certified
 * policies exceed their bounds in at most a share delta of draws. Here for one threshold of all
 * exits, by every test of a risk.
 */
class CoverageSimulationTest {
  private static final int DRAWS = 1000;

  static Stream<Setting> settings() {
    return Stream.of(RiskTest.values())
        .filter(test -> test != RiskTest.AUTO)
        .flatMap(CoverageSimulationTest::settings);
  }

  private static Stream<Setting> settings(RiskTest test) {
    CalibrationMethod method = Methods.shared(test);
    Stream<Setting> ofAll =
        Stream.of(
            new Setting("typical", Populations.typical(), 300, accuracyDrop(0.05, 0.9), method),
            new Setting("many", Populations.typical(), 800, accuracyDrop(0.03, 0.95), method),
            new Setting("ties", Populations.heavyTies(), 500, accuracyDrop(0.05, 0.8), method),
            new Setting(
                "boundary", Populations.justAbove(0.05, 0), 800, accuracyDrop(0.05, 0.9), method),
            new Setting("few", Populations.justAbove(0.2, 0), 40, accuracyDrop(0.2, 0.7), method),
            new Setting(
                "rare", Populations.justAbove(0.01, 0), 300, accuracyDrop(0.01, 0.9), method),
            new Setting(
                "wrong exit",
                Populations.oneExitAlwaysWrong(),
                600,
                accuracyDrop(0.1, 0.9),
                method),
            new Setting(
                "not monotone",
                Populations.riskNotMonotone(),
                500,
                accuracyDrop(0.08, 0.9),
                method),
            new Setting("dips", Populations.unluckyDips(), 800, accuracyDrop(0.05, 0.9), method));
    if (test == RiskTest.BINOMIAL || test == RiskTest.HOEFFDING_BENTKUS) {
      return ofAll; // which save nothing where as many rows are helped as are harmed
    }
    return Stream.concat(
        ofAll,
        Stream.of(
            new Setting(
                "flips", Populations.justAbove(0.05, 0.075), 800, accuracyDrop(0.05, 0.9), method),
            new Setting(
                "flips, few", Populations.justAbove(0.2, 0.3), 60, accuracyDrop(0.2, 0.8), method),
            new Setting(
                "constant",
                Populations.constantConfidence(),
                400,
                accuracyDrop(0.04, 0.8),
                method)));
  }

  static Stream<Setting> settingsOfDisagreement() {
    CalibrationMethod method = Methods.shared(RiskTest.AUTO);
    return Stream.of(
        new Setting("typical", Populations.typical(), 600, disagreement(0.08, 0.9), method),
        new Setting("typical", Populations.typical(0), 600, disagreement(0.2, 0.99), method),
        new Setting("ties", Populations.heavyTies(), 300, disagreement(0.1, 0.8), method),
        new Setting("boundary", Populations.justAbove(0.1, 0), 300, disagreement(0.1, 0.7), method),
        new Setting(
            "rare", Populations.justAbove(0.004, 0), 1200, disagreement(0.004, 0.9), method));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"settings", "settingsOfDisagreement"})
  void calibrate_manyDraws_violatesAtMostDelta(Setting setting) {
    Outcome outcome = setting.run(DRAWS);
    assertThat(outcome.saving()).as("draws in which anything was saved").isPositive();
    assertThat(outcome.plausibleFor(setting.goal().delta())).as("%s", outcome).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"TRINOMIAL", "BETTING"})
  void calibrate_riskJustAboveTheBound_spendsMostOfDelta(RiskTest test) {
    Population population = Populations.justAbove(0.05, 0.075);
    Outcome outcome =
        new Setting("flips", population, 800, accuracyDrop(0.05, 0.9), Methods.shared(test))
            .run(DRAWS);
    assertThat(outcome.plausibleAtLeast(0.08)).as("%s", outcome).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"TRINOMIAL", "BETTING"})
  void calibrate_dropJustAtTheBoundWithManyFlips_isCertifiedByLuckOnly(RiskTest test) {
    Population population = Populations.justAt(0.05, 0.075);
    Outcome outcome =
        new Setting("at", population, 800, accuracyDrop(0.05, 0.9), Methods.shared(test))
            .run(DRAWS);
    assertThat(outcome.violations()).as("a drop of the bound keeps it").isZero();
    Outcome lucky = new Outcome(DRAWS, 0, outcome.saving());
    assertThat(lucky.plausibleFor(0.1)).as("%s", outcome).isTrue();
    assertThat(lucky.plausibleAtLeast(0.08)).as("%s", outcome).isTrue();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.certify.Simulation.Outcome;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guarantee itself: over many draws from populations whose risks are known exactly, certified
 * policies exceed their bounds in at most a share delta of draws.
 */
class CoverageSimulationTest {
  private static final int DRAWS = 1500;

  static Stream<Arguments> settings() {
    return Stream.of(
            RiskTest.TRINOMIAL, RiskTest.BINOMIAL, RiskTest.HOEFFDING_BENTKUS, RiskTest.BETTING)
        .flatMap(
            test -> {
              CalibrationMethod m = Methods.shared(test);
              return Stream.of(
                  Arguments.of(
                      "typical", Populations.typical(), 400, Requests.accuracyDrop(0.05, 0.9), m),
                  Arguments.of(
                      "boundary",
                      Populations.justAbove(0.05, 0),
                      800,
                      Requests.accuracyDrop(0.05, 0.9),
                      m),
                  Arguments.of(
                      "flips",
                      Populations.justAbove(0.05, 0.075),
                      800,
                      Requests.accuracyDrop(0.05, 0.9),
                      m));
            });
  }

  @ParameterizedTest(name = "{0} {4}")
  @MethodSource("settings")
  void calibrate_manyDraws_violatesAtMostDelta(
      String name, Population population, int n, Goal goal, CalibrationMethod method) {
    Outcome outcome = Simulation.run(population, n, goal, method, DRAWS);
    assertThat(outcome.certified()).as("certified of %d draws", DRAWS).isGreaterThan(DRAWS / 20);
    assertThat(outcome.plausibleFor(goal.delta()))
        .as("%s: %d violations in %d draws", name, outcome.violations(), DRAWS)
        .isTrue();
  }
}

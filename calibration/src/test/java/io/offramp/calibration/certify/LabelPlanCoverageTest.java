// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.certify.Simulation.Outcome;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The guarantee of certifying with few labels, by the yardstick of all other methods. */
class LabelPlanCoverageTest {
  private static final int DRAWS = 1000;

  static Stream<Arguments> settings() {
    return Stream.of(
        Arguments.of("typical", Populations.typical(), 900, 0.03, 60),
        Arguments.of("a small budget", Populations.typical(), 900, 0.05, 15),
        Arguments.of("ties", Populations.heavyTies(), 900, 0.05, 80),
        Arguments.of("overconfident", Populations.overconfident(4, 4000), 900, 0.05, 60),
        Arguments.of("boundary", Populations.justAbove(0.05, 0.0), 600, 0.05, 100),
        Arguments.of(
            "boundary with helpful rows", Populations.justAbove(0.05, 0.05), 600, 0.05, 150),
        Arguments.of("wrong exit", Populations.oneExitAlwaysWrong(), 900, 0.1, 200));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void certify_manyDraws_violatesAtMostDelta(
      String name, Population population, int n, double bound, int budget) {
    Goal goal = Goal.of(new MaxAccuracyDrop(bound), 0.9);
    Outcome outcome = Simulation.run(population, n, goal, new LabelPlanMethod(budget), DRAWS);
    assertThat(outcome.plausibleFor(goal.delta()))
        .as("%s: %d violations in %d draws", name, outcome.violations(), DRAWS)
        .isTrue();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExitCostsTest {
  @Test
  void of_validFractions_areLookedUpFromOne() {
    ExitCosts costs = ExitCosts.of(0.25, 0.5, 1);
    assertThat(costs.exits()).isEqualTo(3);
    assertThat(costs.cost(1)).isEqualTo(0.25);
    assertThat(costs.cost(3)).isEqualTo(1);
    assertThat(costs).hasToString("[0.25, 0.5, 1.0]");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> costs.cost(0))
        .withMessage("Cannot look up the cost of exit 0 (must be in 1..3)");
  }

  @Test
  void of_lastAlmostOne_becomesOne() {
    assertThat(ExitCosts.of(0.5, 1 - 1e-10)).isEqualTo(ExitCosts.of(0.5, 1));
    assertThat(ExitCosts.of(1)).hasSameHashCodeAs(ExitCosts.of(1 + 1e-10));
    assertThat(ExitCosts.of(0.5, 1)).isNotEqualTo(ExitCosts.of(0.4, 1));
  }

  @Test
  void of_arraysChangedAfterwards_areCopies() {
    double[] fractions = {0.5, 1};
    ExitCosts costs = ExitCosts.of(fractions);
    fractions[0] = 0.9;
    costs.toArray()[0] = 0.8;
    assertThat(costs.cost(1)).isEqualTo(0.5);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(new double[] {}, "there are 0 (must be one for each exit, at least 1)"),
        Arguments.of(
            new double[] {0, 1}, "exit 1 costs 0.0 (must be a finite number greater than 0.0)"),
        Arguments.of(
            new double[] {Double.NaN, 1},
            "exit 1 costs NaN (must be a finite number greater than 0.0)"),
        Arguments.of(
            new double[] {0.5, 0.5, 1},
            "exit 2 costs 0.5 (must be a finite number greater than 0.5)"),
        Arguments.of(
            new double[] {0.5, Double.POSITIVE_INFINITY},
            "exit 2 costs Infinity (must be a finite number greater than 0.5)"),
        Arguments.of(
            new double[] {6, 12},
            "the last exit costs 12.0 (must be 1; divide all costs by the last)"),
        Arguments.of(
            new double[] {1, 1 + 1e-10}, "exit 1 costs 1.0 (must be less than the last exit's 1)"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void of_invalidFractions_areRefusedByName(double[] fractions, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExitCosts.of(fractions))
        .withMessage("Cannot use exit costs " + Arrays.toString(fractions) + ": " + reason);
  }
}

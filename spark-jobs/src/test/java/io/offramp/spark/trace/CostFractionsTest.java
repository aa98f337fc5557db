// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.policy.ExitCosts;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CostFractionsTest {
  @Test
  void of_measuredTimes_areDividedByTheLast() {
    assertThat(CostFractions.of(List.of(4.0, 8.0, 16.0))).isEqualTo(ExitCosts.of(0.25, 0.5, 1));
    assertThat(CostFractions.of(List.of(0.1, 0.9, 1.0))).isEqualTo(ExitCosts.of(0.1, 0.9, 1));
    assertThat(CostFractions.of(List.of(3.0))).isEqualTo(ExitCosts.of(1));
  }

  @ParameterizedTest
  @CsvSource({"1;1;2,1.0,1.0", "2;1,1.0,2.0", "0;1,0.0,0.0", "-1;1,-1.0,0.0", "1;NaN,NaN,1.0"})
  void of_costsThatDoNotIncrease_areRefusedNamingTheFirst(String costs, String bad, String before) {
    List<Double> list = Arrays.stream(costs.split(";", -1)).map(Double::valueOf).toList();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostFractions.of(list))
        .withMessageStartingWith(
            "Cannot use --costs %s: %s (must be greater than %s; ", list, bad, before);
  }

  @Test
  void even_exits_costTheirShare() {
    assertThat(CostFractions.even(4)).isEqualTo(ExitCosts.of(0.25, 0.5, 0.75, 1));
    assertThat(CostFractions.even(3).cost(3)).isEqualTo(1);
  }
}

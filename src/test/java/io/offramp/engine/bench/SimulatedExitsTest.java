// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SimulatedExitsTest {
  private static final double[] EVEN = costs(12);
  private static final double[] UNEVEN = {0.1, 0.15, 0.6, 1};

  private static double[] costs(int exits) {
    double[] costs = new double[exits];
    Arrays.setAll(costs, k -> (k + 1.0) / exits);
    return costs;
  }

  private static double mean(double[] costs, double[] shares) {
    double mean = 0;
    for (int k = 0; k < costs.length; k++) {
      mean += costs[k] * shares[k];
    }
    return mean;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.084, 0.1, 0.3, 0.5, 13 / 24.0, 0.7, 0.95, 0.9999, 1})
  void shares_ofAnyMeanCost_haveIt(double meanCost) {
    double[] shares = SimulatedExits.shares(EVEN, meanCost);
    assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
    assertThat(Arrays.stream(shares)).allMatch(share -> share >= 0);
    assertThat(mean(EVEN, shares)).isCloseTo(meanCost, within(1e-6));
  }

  @Test
  void shares_unevenCosts_haveTheMeanAndGrowByTheirCost() {
    double[] shares = SimulatedExits.shares(UNEVEN, 0.4);
    assertThat(mean(UNEVEN, shares)).isCloseTo(0.4, within(1e-6));
    double steepness = Math.log(shares[1] / shares[0]) / (UNEVEN[1] - UNEVEN[0]);
    assertThat(Math.log(shares[3] / shares[2]) / (UNEVEN[3] - UNEVEN[2]))
        .isCloseTo(steepness, within(1e-6));
  }

  @Test
  void shares_middleOfTheCosts_areEven() {
    assertThat(SimulatedExits.shares(EVEN, 13 / 24.0)[4]).isCloseTo(1 / 12.0, within(1e-6));
  }

  @Test
  void draw_manyRows_haveTheMeanCost() {
    int[] exits = SimulatedExits.draw(5000, SimulatedExits.shares(EVEN, 0.5), 3);
    double mean = Arrays.stream(exits).mapToDouble(exit -> EVEN[exit - 1]).average().orElseThrow();
    assertThat(mean).isCloseTo(0.5, within(0.002));
    double firstHalf =
        Arrays.stream(exits, 0, 2500).mapToDouble(exit -> EVEN[exit - 1]).average().orElseThrow();
    assertThat(firstHalf).as("in no order").isCloseTo(0.5, within(0.03));
  }

  @Test
  void draw_sameSeed_givesTheSame() {
    double[] shares = SimulatedExits.shares(EVEN, 0.3);
    int[] exits = SimulatedExits.draw(200, shares, 1);
    assertThat(SimulatedExits.draw(200, shares, 1)).isEqualTo(exits);
    assertThat(SimulatedExits.draw(200, shares, 2)).isNotEqualTo(exits);
  }

  @ParameterizedTest
  @CsvSource({"1,12", "0.0834,1"})
  void draw_extremeMeanCost_sendsAllRowsToOneExit(double meanCost, int exit) {
    assertThat(SimulatedExits.draw(50, SimulatedExits.shares(EVEN, meanCost), 1))
        .containsOnly(exit);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 0.08, 1.0001, Double.NaN})
  void shares_impossibleMeanCost_areRefused(double meanCost) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SimulatedExits.shares(EVEN, meanCost))
        .withMessage(
            "Cannot simulate exits of mean cost %s (must be above 0.0833, the first exit's cost, and at most 1)",
            meanCost);
  }
}

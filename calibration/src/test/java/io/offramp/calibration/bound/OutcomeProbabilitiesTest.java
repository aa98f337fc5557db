// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeProbabilitiesTest {
  private static final double[] HELPFUL = {1e-9, 0.001, 0.03, 0.2, 0.6, 0.99};
  private static final double[] HARMFUL = {0.01, 0.02, 0.05, 0.5, 0.9, 0.999999};

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0",
    "1, 1, 0",
    "1, 0, 1",
    "10, 3, 2",
    "10, 4, 6",
    "500, 12, 7",
    "500, 0, 500",
    "6000, 40, 25",
    "6000, 0, 0",
    "6000, 5400, 600"
  })
  void of_anOutcome_isJustAboveTheProductOfTheBinomials(int n, int harmful, int helpful) {
    double[] bounds = new OutcomeProbabilities(n, HELPFUL, HARMFUL).of(harmful, helpful);
    for (int i = 0; i < bounds.length; i++) {
      double exact =
          BinomialDistribution.of(n, HELPFUL[i]).probability(helpful)
              * BinomialDistribution.of(n - helpful, HARMFUL[i]).probability(harmful);
      if (exact > 1e-25) {
        assertThat(bounds[i] / exact).isBetween(1.0, 1 + 3e-9);
      } else {
        assertThat(bounds[i]).isLessThan(1e-24);
      }
    }
  }

  @Test
  void of_harmIsCertainForWhatDoesNotHelp_otherOutcomesHaveNone() {
    OutcomeProbabilities certain =
        new OutcomeProbabilities(4, new double[] {0.5}, new double[] {1});
    assertThat(certain.of(2, 2)[0]).isBetween(0.375, 0.3750001);
    assertThat(certain.of(1, 2)[0]).isZero();
  }
}

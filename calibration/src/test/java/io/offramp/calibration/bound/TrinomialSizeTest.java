// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrinomialSizeTest {
  @ParameterizedTest
  @CsvFileSource(resources = "/golden/trinomial-size.csv", numLinesToSkip = 1)
  void bound_goldenRegions_isAboveTheExactSizeAndHardlyLoose(
      int n, double epsilon, String most, double size, double inside) {
    int[] maxHarmful = Arrays.stream(most.split(" ")).mapToInt(Integer::parseInt).toArray();
    double fine = new TrinomialSize(n, epsilon, 0.004).bound(maxHarmful);
    double coarse = new TrinomialSize(n, epsilon, 0.04).bound(maxHarmful);
    assertThat(inside).as("the worst is at p_h - p_g = epsilon").isLessThanOrEqualTo(size);
    assertThat(fine).isGreaterThanOrEqualTo(size).isLessThan(size * 1.013 + 2e-9);
    assertThat(coarse).isGreaterThanOrEqualTo(fine * (1 - 1e-12)).isLessThan(size * 1.13 + 2e-9);
  }

  @Test
  void bound_everyOutcomeRejects_isOne() {
    assertThat(new TrinomialSize(10, 0.3, 0.04).bound(new int[] {10})).isOne();
  }

  @ParameterizedTest
  @CsvSource({"1, 0.05", "114, 0.02", "1000, 0.001", "20000, 0.0002"})
  void bound_noHarmfulRowAllowed_isThatOfTheBinomial(int n, double epsilon) {
    double size = new TrinomialSize(n, epsilon, 0.04).bound(new int[] {0});
    double exact = BinomialTail.lower(n, 0, epsilon);
    assertThat(size).isBetween(exact, exact + 2e-9);
  }

  /** The recursion along helpful counts against tail probabilities computed one by one. */
  @ParameterizedTest
  @ValueSource(ints = {50, 3000, 100_000})
  void bounds_everyInterval_matchTheSumOfTailProbabilities(int n) {
    double epsilon = 0.03;
    int[] maxHarmful = new int[n / 10];
    for (int g = 0; g < maxHarmful.length; g++) {
      maxHarmful[g] = (int) (epsilon * n - 2 * Math.sqrt(epsilon * n)) + g;
    }
    double step = 0.04;
    TrinomialSize size = new TrinomialSize(n, epsilon, step);
    double[] bounds = size.bounds(maxHarmful);
    double greatest = 0;
    double q = 0;
    for (int i = 0; i < bounds.length; i++) {
      double next = Math.min((1 - epsilon) / 2, q + step * Math.sqrt((2 * q + epsilon) / n));
      if (i % (1 + bounds.length / 30) == 0) {
        double expected = probability(n, maxHarmful, q + epsilon, next);
        assertThat(bounds[i]).isCloseTo(expected, within(2e-9));
        greatest = Math.max(greatest, expected);
      }
      q = next;
    }
    assertThat(greatest).as("something to compare").isGreaterThan(0.01);
  }

  private static double probability(int n, int[] maxHarmful, double harmful, double helpful) {
    double spread = 9 * Math.sqrt(n * helpful * (1 - helpful)) + 20;
    double share = Math.min(1, harmful / (1 - helpful));
    BinomialDistribution ofHelpful = BinomialDistribution.of(n, helpful);
    double sum = 0;
    for (int g = Math.max(0, (int) (n * helpful - spread));
        g <= Math.min(n, n * helpful + spread);
        g++) {
      int most = maxHarmful[Math.min(g, maxHarmful.length - 1)];
      sum += ofHelpful.probability(g) * BinomialTail.lower(n - g, most, share);
    }
    return sum;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrinomialRegionTest {
  @ParameterizedTest
  @CsvSource({
    "1, 0.95, 0.1", "2, 0.5, 0.3", "5, 0.4, 0.1", "10, 0.3, 0.05", "15, 0.05, 0.5",
    "20, 0.2, 0.1", "25, 0.1, 0.1", "40, 0.3, 0.1", "45, 0.05, 0.1", "60, 0.05, 0.1",
    "60, 0.02, 0.3", "70, 0.01, 0.5", "80, 0.1, 0.01", "80, 0.6, 0.1"
  })
  void region_fewRows_hasExactSizeAtMostDeltaEverywhere(int n, double epsilon, double delta) {
    TrinomialRegion region = TrinomialRegion.of(n, epsilon, delta);
    DirectTrinomial direct = new DirectTrinomial(n);
    double size = direct.greatest(epsilon, region::rejects);
    assertThat(size).isLessThanOrEqualTo(delta);
    assertThat(direct.greatest(Math.min(0.99, epsilon + 0.01), region::rejects))
        .as("deeper inside the null hypothesis")
        .isLessThanOrEqualTo(size);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 0.3, 0.05", "20, 0.3, 0.1", "40, 0.3, 0.1", "45, 0.05, 0.1", "60, 0.3, 0.1",
    "100, 0.1, 0.1", "114, 0.02, 0.1", "500, 0.01, 0.05", "2000, 0.02, 0.1", "20000, 0.01, 0.05"
  })
  void region_noHelpfulRows_rejectsAboutAsOftenAsTheBinomialTest(
      int n, double epsilon, double delta) {
    TrinomialRegion region = TrinomialRegion.of(n, epsilon, delta);
    int binomial = -1;
    while (BinomialTail.lower(n, binomial + 1, epsilon) <= delta) {
      binomial++;
    }
    assertThat(region.maxHarmful(0)).isBetween(Math.max(0, binomial - 1), binomial);
    assertThat(region.maxHarmful(n / 20))
        .as("helpful rows are credited")
        .isGreaterThanOrEqualTo(binomial + n / 40);
  }

  @ParameterizedTest
  @CsvSource({
    "400, 0.02, 0.1, 0.004",
    "3000, 0.01, 0.05, 0.0049",
    "5999, 0.02, 0.05, 0.007",
    "20000, 0.01, 0.05, 0.0127",
    "300000, 0.005, 0.1, 0.05"
  })
  void region_manyRows_spendsDeltaAndNoMore(int n, double epsilon, double delta, double step) {
    TrinomialRegion region = TrinomialRegion.of(n, epsilon, delta);
    int[] maxHarmful = IntStream.rangeClosed(0, n / 5).map(region::maxHarmful).toArray();
    assertThat(new TrinomialSize(n, epsilon, step).bound(maxHarmful))
        .isBetween(0.89 * delta, 1.002 * delta);
  }

  @ParameterizedTest
  @CsvSource({"8, 0.3, 0.2", "30, 0.2, 0.1", "60, 0.05, 0.1", "75, 0.02, 0.3"})
  void pValue_fewRows_isValidAtEveryLevelAndMonotone(int n, double epsilon, double delta) {
    TrinomialRegion region = TrinomialRegion.of(n, epsilon, delta);
    double[][] pValues = new double[n + 1][n + 1];
    for (int h = 0; h <= n; h++) {
      for (int g = 0; h + g <= n; g++) {
        pValues[h][g] = region.rejects(h, g) ? region.pValue(h, g) : 1;
        assertThat(pValues[h][g]).isPositive();
        if (region.rejects(h, g)) {
          assertThat(pValues[h][g]).isLessThanOrEqualTo(delta);
        }
        if (h > 0 && pValues[h][g] < 1) {
          assertThat(pValues[h][g]).isGreaterThanOrEqualTo(pValues[h - 1][g]);
        }
        if (g > 0) {
          assertThat(pValues[h][g]).isLessThanOrEqualTo(pValues[h][g - 1]);
        }
      }
    }
    DirectTrinomial direct = new DirectTrinomial(n);
    for (double level : new double[] {delta, delta / 2, delta / 5, delta / 20, delta / 1000}) {
      assertThat(direct.greatest(epsilon, (h, g) -> pValues[h][g] <= level))
          .as("the size of p <= %s", level)
          .isLessThanOrEqualTo(level);
    }
  }

  @Property(tries = 40)
  void region_anyArguments_isClosedTowardsFewerHarmfulAndMoreHelpful(
      @ForAll @IntRange(min = 1, max = 250) int n,
      @ForAll @IntRange(min = 1, max = 60) int epsilonHundredths,
      @ForAll @IntRange(min = 1, max = 50) int deltaHundredths) {
    TrinomialRegion region =
        TrinomialRegion.of(n, epsilonHundredths / 100.0, deltaHundredths / 100.0);
    for (int g = 1; g <= n; g++) {
      int most = region.maxHarmful(g);
      int before = Math.min(n - g, region.maxHarmful(g - 1));
      assertThat(most).isBetween(Math.max(-1, before), n - g);
      assertThat(region.rejects(most + 1, g)).isFalse();
    }
  }

  @Test
  void region_noRows_neverRejects() {
    assertThat(TrinomialRegion.of(0, 0.1, 0.1).rejects(0, 0)).isFalse();
  }

  @Test
  void pValue_outcomeOutside_isRefused() {
    TrinomialRegion region = TrinomialRegion.of(100, 0.05, 0.1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> region.pValue(50, 0))
        .withMessage(
            "Cannot give the p-value of 50 harmful and 0 helpful rows (must be in the region)");
  }

  @ParameterizedTest
  @CsvSource({"-1, 0.1, 0.1", "5, 0, 0.1", "5, 1, 0.1", "5, 0.1, 0", "5, 0.1, 1", "5, NaN, 0.1"})
  void region_invalidArguments_areRefused(int n, double epsilon, double delta) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrinomialRegion.of(n, epsilon, delta))
        .withMessage(
            ("Cannot test an accuracy drop: n %d, epsilon %s, delta %s (n must be 0 or more,"
                    + " epsilon and delta in (0,1))")
                .formatted(n, epsilon, delta));
  }

  /**
   * The region that the normal approximation gives, at sizes where it is in use, is too large; the
   * same yardstick says so.
   */
  @ParameterizedTest
  @CsvSource({"60, 0.05, 0.1, 1.2816", "40, 0.1, 0.05, 1.6449", "75, 0.02, 0.05, 1.6449"})
  void yardstick_normalCriticalValue_isCaught(int n, double epsilon, double delta, double z) {
    TangoScore score = new TangoScore(n, epsilon);
    assertThat(new DirectTrinomial(n).greatest(epsilon, (h, g) -> score.of(h, g) <= -z))
        .isGreaterThan(1.02 * delta);
  }
}

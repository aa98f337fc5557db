// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class HoeffdingBentkusTest {
  @ParameterizedTest
  @CsvFileSource(resources = "/golden/hoeffding-bentkus.csv", useHeadersInDisplayName = true)
  void pValue_goldenInputs_matchSixtyDigitSums(double mean, int n, double alpha, double expected) {
    assertThat(HoeffdingBentkus.pValue(mean, n, alpha))
        .isCloseTo(expected, within(1e-9 * expected));
  }

  @Test
  void pValueOfCount_quotientThatRounds_isOfThatCount() {
    // 25 * (7 / 25.0) is a little more than 7.
    assertThat(HoeffdingBentkus.pValueOfCount(7, 25, 0.5))
        .isLessThan(HoeffdingBentkus.pValue(7 / 25.0, 25, 0.5));
    for (int losses = 0; losses <= 40; losses++) {
      assertThat(HoeffdingBentkus.pValueOfCount(losses, 40, 0.3))
          .isLessThanOrEqualTo(HoeffdingBentkus.pValue(losses / 40.0, 40, 0.3))
          .isGreaterThanOrEqualTo(Math.min(1, BinomialTail.lower(40, losses, 0.3) * (1 - 1e-12)));
    }
  }

  @Property(tries = 300)
  void pValue_meanRises_doesNotFall(
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 1) double mean,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 1) double other,
      @ForAll @IntRange(min = 1, max = 2000) int n,
      @ForAll @Scale(6) @DoubleRange(min = 0.001, max = 0.999) double alpha) {
    double less = HoeffdingBentkus.pValue(Math.min(mean, other), n, alpha);
    double more = HoeffdingBentkus.pValue(Math.max(mean, other), n, alpha);
    assertThat(less).isLessThanOrEqualTo(more * (1 + 1e-12));
  }

  @Property(tries = 100)
  void upper_anyMean_isWhereThePValueReachesDelta(
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 0.9) double mean,
      @ForAll @IntRange(min = 1, max = 2000) int n,
      @ForAll @Scale(6) @DoubleRange(min = 0.001, max = 0.5) double delta) {
    double upper = HoeffdingBentkus.upper(mean, n, delta);
    assertThat(upper).isGreaterThan(mean);
    if (upper < 1) {
      assertThat(HoeffdingBentkus.pValue(mean, n, upper)).isLessThanOrEqualTo(delta);
    }
    double below = mean + (upper - mean) * 0.999;
    assertThat(HoeffdingBentkus.pValue(mean, n, below)).isGreaterThan(delta);
  }

  @Test
  void upper_allLosses_isOne() {
    assertThat(HoeffdingBentkus.upper(1, 1000, 0.1)).isOne();
  }

  @ParameterizedTest
  @CsvSource({
    "-0.1, 10, 0.5",
    "1.1, 10, 0.5",
    "NaN, 10, 0.5",
    "0.1, 0, 0.5",
    "0.1, 10, 0",
    "0.1, 10, 1"
  })
  void pValue_invalidArguments_areRefused(double mean, int n, double alpha) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HoeffdingBentkus.pValue(mean, n, alpha))
        .withMessage(
            "Cannot test a mean: mean loss %s, n %d, alpha %s ".formatted(mean, n, alpha)
                + "(mean loss must be in [0,1], n 1 or more, alpha in (0,1))");
  }
}

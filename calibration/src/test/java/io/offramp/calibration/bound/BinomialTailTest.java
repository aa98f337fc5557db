// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class BinomialTailTest {
  private static final double RELATIVE = 1e-9;

  @ParameterizedTest
  @CsvFileSource(resources = "/golden/binomial-tail.csv", useHeadersInDisplayName = true)
  void tails_goldenInputs_matchSixtyDigitSums(int n, int k, double p, double lower, double upper) {
    assertThat(BinomialTail.lower(n, k, p)).isCloseTo(lower, within(RELATIVE * lower));
    assertThat(BinomialTail.upper(n, k, p)).isCloseTo(upper, within(RELATIVE * upper));
  }

  @Test
  void lower_outsideSupport_isZeroOrOne() {
    assertThat(BinomialTail.lower(10, -1, 0.5)).isZero();
    assertThat(BinomialTail.lower(10, 11, 0.5)).isOne();
    assertThat(BinomialTail.lower(0, -1, 0.5)).isZero();
  }

  @Test
  void upper_outsideSupport_isOneOrZero() {
    assertThat(BinomialTail.upper(10, -1, 0.5)).isOne();
    assertThat(BinomialTail.upper(10, 11, 0.5)).isZero();
    assertThat(BinomialTail.upper(0, 1, 0.5)).isZero();
  }

  @Test
  void lower_smallN_sumsPointProbabilities() {
    // 1/2^4 * (1 + 4 + 6)
    assertThat(BinomialTail.lower(4, 2, 0.5)).isCloseTo(11.0 / 16, within(1e-15));
  }

  @ParameterizedTest
  @CsvSource({"-1, 0.5", "5, -0.1", "5, 1.1", "5, NaN"})
  void tails_invalidArguments_areRefused(int n, double p) {
    String message =
        "Cannot compute a binomial tail: n %d, p %s (n must be 0 or more, p in [0,1])"
            .formatted(n, p);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BinomialTail.lower(n, 0, p))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BinomialTail.upper(n, 0, p))
        .withMessage(message);
  }
}

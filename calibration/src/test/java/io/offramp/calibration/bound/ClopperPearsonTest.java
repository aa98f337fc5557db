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

class ClopperPearsonTest {
  @ParameterizedTest
  @CsvFileSource(resources = "/golden/clopper-pearson.csv", useHeadersInDisplayName = true)
  void bounds_goldenInputs_matchSixtyDigitInversion(
      int n, int k, double delta, double lower, double upper) {
    assertThat(ClopperPearson.lower(n, k, delta)).isCloseTo(lower, within(1e-11 * lower));
    assertThat(ClopperPearson.upper(n, k, delta)).isCloseTo(upper, within(1e-11 * upper));
  }

  @Property(tries = 200)
  void upper_anyCount_isTheLeastBoundTheTestAccepts(
      @ForAll @IntRange(min = 1, max = 3000) int n,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 0.999) double share,
      @ForAll @Scale(6) @DoubleRange(min = 0.001, max = 0.999) double delta) {
    int k = (int) (share * n);
    double upper = ClopperPearson.upper(n, k, delta);
    assertThat(BinomialTail.lower(n, k, upper)).isLessThanOrEqualTo(delta);
    assertThat(BinomialTail.lower(n, k, upper * (1 - 1e-9))).isGreaterThan(delta);
  }

  @Property(tries = 200)
  void lower_successesMirrored_mirrorsUpper(
      @ForAll @IntRange(min = 1, max = 3000) int n,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 1) double share,
      @ForAll @Scale(6) @DoubleRange(min = 0.001, max = 0.999) double delta) {
    int k = (int) (share * n);
    assertThat(ClopperPearson.lower(n, k, delta))
        .isCloseTo(1 - ClopperPearson.upper(n, n - k, delta), within(1e-10));
  }

  @Test
  void bounds_noTrials_areZeroAndOne() {
    assertThat(ClopperPearson.lower(0, 0, 0.1)).isZero();
    assertThat(ClopperPearson.upper(0, 0, 0.1)).isOne();
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, 0.1", "5, -1, 0.1", "5, 6, 0.1", "5, 2, 0", "5, 2, 1", "5, 2, NaN"})
  void bounds_invalidArguments_areRefused(int n, int k, double delta) {
    String message =
        ("Cannot bound a probability: %d successes in %d trials, delta %s (successes "
                + "must be in 0..trials, delta in (0,1))")
            .formatted(k, n, delta);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClopperPearson.upper(n, k, delta))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClopperPearson.lower(n, k, delta))
        .withMessage(message);
  }
}

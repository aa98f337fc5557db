// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class DecimalTest {
  @Test
  void of_numbers_givesAllDigitsAndNoExponent() {
    assertThat(Decimal.of(10)).isEqualTo("10");
    assertThat(Decimal.of(0.1)).isEqualTo("0.1");
    assertThat(Decimal.of(-2.5e-7)).isEqualTo("-0.00000025");
    assertThat(Decimal.of(3e10)).isEqualTo("30000000000");
    assertThat(Decimal.of(0)).isEqualTo("0");
    assertThat(Decimal.of(Double.NaN)).isEqualTo("NaN");
    assertThat(Decimal.of(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
  }

  @Test
  void of_numbersToSomeDigits_rounds() {
    assertThat(Decimal.of(0.312345, 4)).isEqualTo("0.3123");
    assertThat(Decimal.of(98765.4, 3)).isEqualTo("98800");
    assertThat(Decimal.of(0.5, 4)).isEqualTo("0.5");
  }

  @Test
  void orNone_noNumber_isNone() {
    assertThat(Decimal.orNone(OptionalDouble.empty())).isEqualTo("none");
    assertThat(Decimal.orNone(OptionalDouble.of(2))).isEqualTo("2");
  }
}

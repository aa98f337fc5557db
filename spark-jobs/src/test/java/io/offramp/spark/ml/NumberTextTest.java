// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NumberTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"4.5", "-1e-3", "+7", ".5", "5.", "1E+3", "0012"})
  void parse_decimals_areTaken(String text) {
    assertThat(NumberText.parse(" " + text)).isEqualTo(Double.parseDouble(text));
    assertThat(text).matches(NumberText.DECIMAL);
  }

  /** What Java takes, and no table means. */
  @ParameterizedTest
  @ValueSource(strings = {"5d", "5F", "1e3f", "0x1p3", "0X1.8P1", "", " ", "1,5", "--1", ".", "e5"})
  void parse_otherForms_areNoNumbers(String text) {
    assertThatExceptionOfType(NumberFormatException.class).isThrownBy(() -> NumberText.parse(text));
    assertThat(text).doesNotMatch(NumberText.DECIMAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
  void parse_namesOfWhatIsNotFinite_areTold(String text) {
    assertThat(NumberText.parse(text)).isNotIn(0.0).matches(x -> !Double.isFinite(x));
  }
}

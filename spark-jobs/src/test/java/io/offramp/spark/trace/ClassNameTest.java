// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClassNameTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "1,1",
        "1.0,1",
        "1.,1",
        "\" 1 \",1",
        "-0.0,0",
        "-3.00,-3",
        "sports,sports",
        "\" a b \",a b",
        "007,007",
        "1.50,1.50",
        "1e3,1e3",
        "true,true",
        "v1.0,v1.0"
      })
  void of_text_isOneForm(String text, String name) {
    assertThat(ClassName.of(text)).isEqualTo(name);
  }

  @Test
  void of_wholeNumbersOfAnyType_isTheSameName() {
    assertThat(List.<Object>of(7, 7L, (short) 7, 7.0, 7.0f, "7", "7.0"))
        .extracting(ClassName::of)
        .containsOnly("7");
    assertThat(ClassName.of(1e7)).isEqualTo("10000000");
    assertThat(ClassName.of(-0.0)).isEqualTo("0");
    assertThat(ClassName.of(2.5)).isEqualTo("2.5");
    assertThat(ClassName.of(true)).isEqualTo("true");
  }

  @Test
  void isMissing_nothing_isTrue() {
    assertThat(ClassName.isMissing(null)).isTrue();
    assertThat(List.<Object>of("", " ", Double.NaN, Float.NaN)).allMatch(ClassName::isMissing);
    assertThat(List.<Object>of("0", "NaN", 0, 0.0, false)).noneMatch(ClassName::isMissing);
  }

  @Test
  void sorted_numbers_isNumerically() {
    assertThat(ClassName.sorted(List.of("10", "9", "-1", "9"))).containsExactly("-1", "9", "10");
  }

  @Test
  void sorted_anyOtherName_isByCharacters() {
    assertThat(ClassName.sorted(List.of("b", "9", "10", "a"))).containsExactly("10", "9", "a", "b");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NameCodesTest {
  @Test
  void code_sameNameInAnyForm_isTheSame() throws BadRow {
    NameCodes codes = new NameCodes(Optional.empty());
    assertThat(codes.code("b", "x")).isZero();
    assertThat(codes.code(1L, "x")).isEqualTo(1);
    assertThat(codes.code("1.0", "x")).isEqualTo(1);
    assertThat(codes.code(1.0, "x")).isEqualTo(1);
    assertThat(codes.code(" b", "x")).isZero();
    assertThat(codes.names()).containsExactly("b", "1");
    assertThat(codes.name(1)).isEqualTo("1");
  }

  @Test
  void code_nothing_isMissing() throws BadRow {
    NameCodes codes = new NameCodes(Optional.empty());
    assertThat(codes.code(null, "x")).isEqualTo(NameCodes.MISSING);
    assertThat(codes.code("", "x")).isEqualTo(NameCodes.MISSING);
    assertThat(codes.names()).isEmpty();
  }

  @Test
  void code_knownClasses_isTheirIndex() throws BadRow {
    NameCodes codes = new NameCodes(Optional.of(new KnownClasses(List.of("a", "b"), "fix it")));
    assertThat(codes.code("b", "x")).isEqualTo(1);
    assertThat(codes.names()).containsExactly("a", "b");
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(() -> codes.code("c", "prediction"))
        .withMessage("prediction 'c' is not among [a, b] (fix it)");
  }

  @Test
  void code_tooManyNames_saysThatTheColumnIsWrong() throws BadRow {
    NameCodes codes = new NameCodes(Optional.empty());
    for (int i = 0; i < NameCodes.MOST; i++) {
      codes.code(i, "x");
    }
    assertThat(codes.code(5, "x")).isEqualTo(5);
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(() -> codes.code("one more", "prediction"))
        .withMessage(
            "prediction 'one more' is one name more than 65,536 (must be class names; name another column)");
  }
}

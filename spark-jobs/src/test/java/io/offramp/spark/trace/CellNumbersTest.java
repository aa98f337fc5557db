// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CellNumbersTest {
  @Test
  void unit_numbersOfAnyType_areFloats() throws BadRow {
    for (Object half : List.of(0.5, 0.5f, "0.5", " .5 ", "5e-1", new BigDecimal("0.5"))) {
      assertThat(CellNumbers.unit(half, "c")).isEqualTo(0.5f);
    }
    assertThat(CellNumbers.unit(1L, "c")).isEqualTo(1);
    assertThat(CellNumbers.unit(0, "c")).isZero();
  }

  @Test
  void unit_roundedOverOne_isOne() throws BadRow {
    assertThat(CellNumbers.unit(1 + 1e-6, "c")).isEqualTo(1);
    assertThat(CellNumbers.unit("1.0000001", "c")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, 1.00001, 3, Double.POSITIVE_INFINITY})
  void unit_outOfRange_isRefused(double value) {
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(() -> CellNumbers.unit(value, "confidence_2"))
        .withMessage(
            "confidence_2 is %s (must be in [0,1]; give probabilities, not logits)", value);
  }

  @Test
  void unit_nothingOrNoNumber_isRefused() {
    for (Object nothing : new Object[] {"", " "}) {
      assertThatExceptionOfType(BadRow.class)
          .isThrownBy(() -> CellNumbers.unit(nothing, "c"))
          .withMessage("c is missing (must be a number in [0,1])");
    }
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(() -> CellNumbers.unit(null, "c"))
        .withMessage("c is missing (must be a number in [0,1])");
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(() -> CellNumbers.unit(Double.NaN, "c"))
        .withMessageStartingWith("c is NaN (must be in [0,1]");
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(() -> CellNumbers.unit("NaN", "c"))
        .withMessageStartingWith("c is NaN (must be in [0,1]");
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(() -> CellNumbers.unit("high", "c"))
        .withMessage("c is 'high' (must be a number in [0,1])");
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(() -> CellNumbers.unit(true, "c"))
        .withMessage("c is 'true' (must be a number in [0,1])");
  }

  @Test
  void code_texts_areNumbersByTheSameRule() {
    assertThat(CellNumbers.code(" 1e2 ")).hasValue(Float.floatToIntBits(100));
    assertThat(CellNumbers.code(-0.0)).hasValue(0);
    for (Object none : List.of("5d", "0x1p3", "", "NaN", 1e39, true, "many")) {
      assertThat(CellNumbers.code(none)).as("%s", none).isEmpty();
    }
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(() -> CellNumbers.unit("1d", "c"))
        .withMessage("c is '1d' (must be a number in [0,1])");
  }

  @Test
  void exit_anyFiniteNumber_isTaken() throws BadRow {
    assertThat(CellNumbers.exit("12", "exit")).isEqualTo(12);
    assertThat(CellNumbers.exit(2.0, "exit")).isEqualTo(2);
    assertThat(Double.doubleToRawLongBits(CellNumbers.exit(-0.0, "exit"))).isZero();
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(() -> CellNumbers.exit("layer 2", "exit"))
        .withMessage("exit is 'layer 2' (must be the exit's number, such as 1 or its layer's)");
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(() -> CellNumbers.exit("Infinity", "exit"))
        .withMessage("exit is Infinity (must be finite)");
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(() -> CellNumbers.exit(Double.NaN, "exit"))
        .withMessage("exit is NaN (must be finite)");
  }
}

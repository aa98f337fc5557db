// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text form; arrays are tested with tables. */
final class MatrixCellTest {
  @Test
  void read_text_isItsNumbers() throws BadRow {
    assertThat(MatrixCell.read("[[0.25, 0.75], [1, 0]]"))
        .isDeepEqualTo(new float[][] {{0.25f, 0.75f}, {1, 0}});
    assertThat(MatrixCell.read(" [[1e-1],[0.5,0.5]] "))
        .isDeepEqualTo(new float[][] {{0.1f}, {0.5f, 0.5f}});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0.1, 0.9]",
        "[[0.1, 0.9]",
        "[[0.1, 0.9]]]",
        "[[0.1, 0.9], 1]",
        "[[0.1, \"b\"]]",
        "[[[0.1]]]",
        "[[0.1 0.9]]",
        "[[NaN]]",
        "0.5",
        "{}",
        "x"
      })
  void read_otherText_isRefused(String text) {
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(() -> MatrixCell.read(text))
        .withMessage(
            "its probabilities are '%s' (must be arrays of numbers such as [[0.1,0.9],[0,1]])",
            text);
  }

  @Test
  void read_longText_isShortenedInTheRefusal() {
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(() -> MatrixCell.read("x".repeat(1000)))
        .withMessageContaining("'%s...'", "x".repeat(60));
  }

  @Test
  void read_numberOutOfRange_namesClassAndExit() {
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(() -> MatrixCell.read("[[0.5,0.5],[0,1.5]]"))
        .withMessage(
            "the probability of class 1 at exit 2 is 1.5 (must be in [0,1]; give probabilities, not logits)");
  }
}

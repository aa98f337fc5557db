// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExitColumnsTest {
  private static TraceColumns names(String confidences, String predictions) {
    return new TraceColumns("p", "i", "e", "c", "p", "l", confidences, predictions);
  }

  @Test
  void of_anyOrderOfColumns_isByNumber() {
    ExitColumns columns =
        ExitColumns.of(
            List.of("prediction_2", "confidence_10", "x", "confidence_2", "prediction_10"),
            TraceColumns.DEFAULT);
    assertThat(columns.exits()).containsExactly(2, 10);
    assertThat(columns.confidences()).containsExactly("confidence_2", "confidence_10");
    assertThat(columns.predictions()).containsExactly("prediction_2", "prediction_10");
  }

  @Test
  void of_patternWithSpecialCharacters_isLiteral() {
    ExitColumns columns =
        ExitColumns.of(List.of("p.0(max)", "px0(max)", "0:label"), names("p.{}(max)", "{}:label"));
    assertThat(columns.confidences()).containsExactly("p.0(max)");
    assertThat(columns.exits()).containsExactly(0);
  }

  @Test
  void of_oneColumnMissing_isNamedWithTheNearest() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ExitColumns.of(
                    List.of("confidence_1", "confidence_2", "prediction_1", "predictoin_2"),
                    TraceColumns.DEFAULT))
        .withMessage(
            "Cannot find column 'prediction_2' (the traces have [confidence_1, confidence_2, prediction_1, predictoin_2]; did you mean 'predictoin_2'? name the right one with --prediction-cols)");
  }

  @Test
  void of_noColumn_namesTheFirst() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExitColumns.of(List.of("conf1"), TraceColumns.DEFAULT))
        .withMessageStartingWith("Cannot find column 'confidence_1' (the traces have [conf1]; ")
        .withMessageEndingWith("name the right one with --confidence-cols)");
  }

  @Test
  void of_oneNumberTwice_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ExitColumns.of(List.of("confidence_1", "confidence_01"), TraceColumns.DEFAULT))
        .withMessage(
            "Cannot use columns 'confidence_1' and 'confidence_01': both are of exit 1 (must be one; rename or drop the other)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"confidence", "{}{}", "c_{}_{}", ""})
  void pattern_withoutOnePlace_isRefused(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> names(pattern, "p{}"))
        .withMessage(
            "Cannot use --confidence-cols '%s' (must have {} once, where the exit's number stands)",
            pattern);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> names("c{}", pattern))
        .withMessageStartingWith("Cannot use --prediction-cols '%s'", pattern);
  }
}

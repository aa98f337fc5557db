// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FormatDetectionTest {
  private static TraceFormat of(String... columns) {
    return FormatDetection.of("t.csv", List.of(columns), TraceColumns.DEFAULT);
  }

  @Test
  void of_columns_isTheFormatThatNeedsThem() {
    assertThat(of("id", "probabilities")).isEqualTo(TraceFormat.PROBABILITIES);
    assertThat(of("id", "exit", "confidence", "prediction")).isEqualTo(TraceFormat.LONG);
    assertThat(of("confidence_1", "prediction_1")).isEqualTo(TraceFormat.WIDE);
  }

  @Test
  void of_columnsOfSeveral_isTheOneThatSaysMost() {
    assertThat(of("id", "exit", "confidence", "prediction", "probabilities"))
        .isEqualTo(TraceFormat.PROBABILITIES);
    assertThat(of("id", "exit", "confidence", "prediction", "confidence_1", "prediction_1"))
        .isEqualTo(TraceFormat.LONG);
  }

  @Test
  void of_otherNames_areThoseOfTheOptions() {
    TraceColumns names =
        new TraceColumns("p", "sample", "layer", "conf", "pred", "l", "c{}", "a{}");
    assertThat(FormatDetection.of("t", List.of("sample", "layer", "conf", "pred"), names))
        .isEqualTo(TraceFormat.LONG);
    assertThat(FormatDetection.of("t", List.of("c2", "a2"), names)).isEqualTo(TraceFormat.WIDE);
  }

  @Test
  void of_unknownColumns_listsWhatEachFormatNeeds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of("id", "exits", "confidence", "prediction"))
        .withMessage(
            "Cannot tell the format of traces t.csv by their columns [id, exits, confidence, prediction] (must have 'probabilities'; or [id, exit, confidence, prediction]; or 'confidence_{}' and 'prediction_{}' for each exit; nearest to 'exit' is 'exits'; name them with --probabilities-col, --id-col and so on)");
  }

  @ParameterizedTest
  @CsvSource({"confidence_1,pred_1,prediction_1", "prediction_1,conf_1,confidence_1"})
  void of_halfAWideTrace_namesTheOtherHalf(String present, String other, String missing) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(present, other))
        .withMessageContaining("nearest to '%s' is '", missing);
  }

  @Test
  void ofId_unknown_listsTheFormats() {
    assertThat(TraceFormat.ofId("wide")).isEqualTo(TraceFormat.WIDE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TraceFormat.ofId("tall"))
        .withMessage(
            "Cannot read traces of format 'tall' (must be one of [own, probabilities, long, wide])");
  }
}

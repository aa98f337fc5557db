// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExitWeightsTest {
  private static final List<Integer> LAYERS = List.of(1, 2, 6);

  @Test
  void of_eachKind_hasMeanOne() {
    assertThat(ExitWeights.parse("equal").of(LAYERS)).containsExactly(1.0, 1.0, 1.0);
    assertThat(ExitWeights.parse("linear").of(LAYERS)).containsExactly(1 / 3.0, 2 / 3.0, 2.0);
    assertThat(ExitWeights.parse("1, 1,2").of(LAYERS)).containsExactly(0.75, 0.75, 1.5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"equal", "linear", "1.0,2.5"})
  void toString_isWhatParseReads(String text) {
    assertThat(ExitWeights.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "even|Cannot weight exits by 'even' (must be equal, linear, or numbers such as 1,1,2)",
        "1,,2|Cannot weight exits by '1,,2' (must be equal, linear, or numbers such as 1,1,2)",
        "1,0|Cannot weight exits by [1.0, 0.0] (each must be positive)",
        "NaN|Cannot weight exits by [NaN] (each must be positive)",
        "1,Infinity|Cannot weight exits by [1.0, Infinity] (each must be positive)"
      })
  void parse_whatIsNoWeight_isRefused(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExitWeights.parse(text))
        .withMessage(message);
  }

  @Test
  void of_otherExits_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExitWeights.parse("1,2").of(LAYERS))
        .withMessage("Cannot weight 3 exits by 2 numbers [1.0, 2.0] (must be one an exit)");
  }
}

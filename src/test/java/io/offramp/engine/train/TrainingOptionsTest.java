// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainingOptionsTest {
  private static TrainingOptions options(double... values) {
    return new TrainingOptions(
        (int) values[0],
        (int) values[1],
        (int) values[2],
        values[3],
        values[4],
        values[5],
        values[6],
        1,
        (int) values[7]);
  }

  private static double[] least() {
    return new double[] {1, 1, 1, 1e-9, 0, 0, 0, 1};
  }

  @Test
  void options_leastValues_areAccepted() {
    assertThat(options(least()).epochs()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0    | epochs 0 (must be at least 1)",
        "1 | 0    | patience 0 (must be at least 1)",
        "2 | -1   | batch size -1 (must be at least 1)",
        "3 | 0    | learning rate 0.0 (must be between 0 and 1)",
        "3 | 1    | learning rate 1.0 (must be between 0 and 1)",
        "3 | NaN  | learning rate NaN (must be between 0 and 1)",
        "4 | -0.1 | warm-up share -0.1 (must be at least 0, below 1)",
        "4 | 1    | warm-up share 1.0 (must be at least 0, below 1)",
        "5 | -0.1 | weight decay -0.1 (must be at least 0, below 1)",
        "5 | NaN  | weight decay NaN (must be at least 0, below 1)",
        "6 | 1    | word dropout 1.0 (must be at least 0, below 1)",
        "7 | 0    | threads 0 (must be at least 1)"
      })
  void options_numberOutOfRange_isRefusedByName(int which, double value, String reason) {
    double[] values = least();
    values[which] = value;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(values))
        .withMessage("Cannot train with " + reason);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void options_dropoutOfAllOrLessThanNothing_isRefused(double dropout) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TinyTask.dropping(dropout))
        .withMessage(
            "Cannot train with dropout %s (must be at least 0, below 1)".formatted(dropout));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.01, Double.NaN})
  void options_layerDecayThatIsNoShare_isRefused(double decay) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LearningRate(0.1, 0, decay))
        .withMessage(
            "Cannot train with layer decay %s (must be above 0, at most 1)".formatted(decay));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.POSITIVE_INFINITY, Double.NaN})
  void options_clipNormThatBoundsNothing_isRefused(double norm) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new TrainingOptions(
                    1,
                    1,
                    1,
                    new LearningRate(0.1, 0),
                    0,
                    0,
                    0,
                    1,
                    1,
                    OptionalDouble.of(norm),
                    Objective.MEAN))
        .withMessage("Cannot train with clip norm %s (must be positive)".formatted(norm));
  }
}

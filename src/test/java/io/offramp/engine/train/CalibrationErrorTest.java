// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CalibrationErrorTest {
  private static float[] sure(double probability) {
    return new float[] {(float) Math.log(probability), (float) Math.log(1 - probability)};
  }

  @Test
  void of_confidencesThatAreRightAsOften_isNothing() {
    List<float[]> logits = Collections.nCopies(10, sure(0.7));
    List<Integer> labels = new ArrayList<>(Collections.nCopies(7, 0));
    labels.addAll(Collections.nCopies(3, 1));
    assertThat(CalibrationError.of(logits, labels, 1)).isCloseTo(0, within(1e-6));
  }

  /** Two bins: 4 rows sure by 0.95 of which half are right, 6 sure by 0.6 of which all are. */
  @Test
  void of_twoBins_weighsTheirDifferencesByRows() {
    List<float[]> logits = new ArrayList<>(Collections.nCopies(4, sure(0.95)));
    logits.addAll(Collections.nCopies(6, sure(0.6)));
    List<Integer> labels = new ArrayList<>(List.of(0, 0, 1, 1));
    labels.addAll(Collections.nCopies(6, 0));
    assertThat(CalibrationError.of(logits, labels, 1))
        .isCloseTo(0.4 * 0.45 + 0.6 * 0.4, within(1e-6));
  }

  @Test
  void of_differencesInOneBinThatCancel_countsTheirSum() {
    List<float[]> logits = List.of(sure(0.91), sure(0.93));
    assertThat(CalibrationError.of(logits, List.of(0, 1), 1)).isCloseTo(0.42, within(1e-6));
  }

  @Test
  void of_temperature_dividesTheLogits() {
    List<float[]> logits = List.of(new float[] {4, 0, 0});
    double sure = 1 / (1 + 2 * Math.exp(-2));
    assertThat(CalibrationError.of(logits, List.of(0), 2)).isCloseTo(1 - sure, within(1e-9));
  }

  @Test
  void of_rowsWhollySure_areInTheLastBin() {
    List<float[]> logits = List.of(new float[] {1000, 0}, new float[] {0, 1000});
    assertThat(CalibrationError.of(logits, List.of(0, 1), 1)).isZero();
    assertThat(CalibrationError.of(logits, List.of(1, 0), 1)).isEqualTo(1);
  }

  @Test
  void argMax_equalValues_isTheFirst() {
    assertThat(CalibrationError.argMax(new float[] {1, 3, 3})).isEqualTo(1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.calibration.policy.ExitCosts;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class NearNumbersTest {
  private static final int[] TOLERANCES = {1, 2, 5, 10, 25};

  private static BigDecimal tenths(int number) {
    return BigDecimal.valueOf(number, 1);
  }

  /** Ratings and prices have few decimals, and so has what is near: no pair may be lost to bits. */
  @Test
  void areWithin_gridOfTenths_isAsByDecimals() {
    for (int tolerance : TOLERANCES) {
      double within = tenths(tolerance).doubleValue();
      for (int one = -200; one <= 200; one++) {
        for (int other = one - 30; other <= one + 30; other++) {
          assertThat(
                  NearNumbers.areWithin(
                      tenths(one).floatValue(), tenths(other).floatValue(), within))
              .as("%s and %s within %s", tenths(one), tenths(other), tenths(tolerance))
              .isEqualTo(Math.abs(one - other) <= tolerance);
        }
      }
    }
  }

  @Test
  void areWithin_moreThanRounding_isFar() {
    assertThat(NearNumbers.areWithin(1, 1.1f + 3e-7f, 0.1)).isFalse();
    assertThat(NearNumbers.areWithin(-1, 1, 1.99)).isFalse();
    assertThat(NearNumbers.areWithin(-1, 1, 2)).isTrue();
  }

  /** Where float32 goes in steps of 128, its rounding is no reason to take numbers for near. */
  @Test
  void areWithin_farFromZero_isNoMoreThanAHundredthFarther() {
    float seconds = 1.7e9f;
    assertThat(Math.ulp(seconds)).isEqualTo(128);
    assertThat(NearNumbers.areWithin(seconds, seconds + 128, 10)).isFalse();
    assertThat(NearNumbers.areWithin(seconds, seconds + 128, 126)).isFalse();
    assertThat(NearNumbers.areWithin(seconds, seconds + 128, 127)).isTrue();
    assertThat(NearNumbers.areWithin(seconds, seconds, 10)).isTrue();
  }

  @Test
  void addNumbers_labelThatFloatsCannotTell_isRefused() {
    float[] sure = {0.5f, 0.5f};
    float[] same = {1.7e9f, 1.7e9f};
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> Trace.ofNumbers(ExitCosts.of(0.5, 1), 10).addNumbers(1.7e9f, same, sure))
        .withMessage(
            "Cannot add row 0: its label is 1.7E9, where float32 goes in steps of 128.0 (must be at most a tenth of the tolerance, 10; subtract a constant from labels and numbers)");
    Trace trace =
        Trace.ofNumbers(ExitCosts.of(0.5, 1), 1280)
            .addNumbers(1.7e9f, same, sure)
            .addNumbers(Float.NaN, same, sure)
            .build();
    assertThat(trace.isRight(0, 1)).isTrue();
  }

  @Test
  void isRight_labelATenthAway_isByTheSameRule() {
    Trace trace =
        Trace.ofNumbers(ExitCosts.of(0.5, 1), 0.1)
            .addNumbers(0.1f, new float[] {0.2f, 0.3f}, new float[] {0.5f, 0.5f})
            .build();
    assertThat(trace.isRight(0, 1)).isTrue();
    assertThat(trace.isRight(0, 2)).isFalse();
    assertThat(trace.agree(0, 1, 2)).isTrue();
  }
}

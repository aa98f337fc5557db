// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WeightsTest {
  /** The definition: sign, 2^(exponent - 15), and a fraction of 1024. */
  private static double defined(int bits) {
    int exponent = (bits >> 10) & 31;
    double fraction = (bits & 1023) / 1024.0;
    double magnitude =
        exponent == 0 ? fraction * 0x1p-14 : (1 + fraction) * Math.pow(2, exponent - 15);
    return bits >> 15 == 0 ? magnitude : -magnitude;
  }

  @Test
  void half_everyNumber_isWhatIeeeDefines() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Weights.half((short) bits);
      if (((bits >> 10) & 31) < 31) {
        assertThat((double) value).as("%04x", bits).isEqualTo(defined(bits));
      } else if ((bits & 1023) != 0) {
        assertThat(value).as("%04x", bits).isNaN();
      } else {
        assertThat(value)
            .as("%04x", bits)
            .isEqualTo(bits >> 15 == 0 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CountedTest {
  @Test
  void of_oneOrNot_isSingularOrPlural() {
    assertThat(Counted.of(1, "row")).isEqualTo("1 row");
    assertThat(Counted.of(0, "row")).isEqualTo("0 rows");
    assertThat(Counted.of(20_000, "row")).isEqualTo("20,000 rows");
    assertThat(Counted.of(1, "class", "classes")).isEqualTo("1 class");
    assertThat(Counted.of(2, "class", "classes")).isEqualTo("2 classes");
  }
}

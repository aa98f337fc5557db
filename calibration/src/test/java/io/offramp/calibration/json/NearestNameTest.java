// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  @Test
  void distance_knownPairs_countsEdits() {
    assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.distance("", "abc")).isEqualTo(3);
    assertThat(NearestName.distance("costs", "costs")).isZero();
  }

  @Test
  void to_severalCandidates_isTheNearest() {
    assertThat(NearestName.to("treshold", List.of("costs", "thresholds", "signal")))
        .isEqualTo("thresholds");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-prob|margin,vote,mean-max-probability,max-probability|max-probability",
        "id|Exit,Confidence,Sample_ID|Sample_ID",
        "LABEL|labels,Label,able|Label",
        "label|table,true_label_of_row|true_label_of_row",
        "fide|file,Confidence|Confidence",
        "Label|label,LABEL,Labels|label",
        "''|abc,a|a",
      })
  void to_namesThatContainIt_goBeforeEdits(String name, String candidates, String nearest) {
    assertThat(NearestName.to(name, List.of(candidates.split(",", -1)))).isEqualTo(nearest);
  }
}

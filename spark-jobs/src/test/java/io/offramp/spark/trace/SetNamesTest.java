// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SetNamesTest {
  private final SetNames names = new SetNames(List.of("b", "a", "c,\"d\""));

  @Test
  void of_classes_namesThemInTheirOrder() {
    assertThat(names.of(List.of())).isEqualTo("[]");
    assertThat(names.of(List.of(0, 1))).isEqualTo("[\"b\",\"a\"]");
    assertThat(names.of(List.of(2))).isEqualTo("[\"c,\\\"d\\\"\"]");
  }

  @Test
  void find_anyOrderAndRepeats_isTheSameSet() {
    assertThat(names.find("[\"a\", \"b\", \"a\"]")).hasValue("[\"b\",\"a\"]");
    assertThat(names.find(" [ ] ")).hasValue("[]");
  }

  @Test
  void find_otherText_isNoSet() {
    for (String cell : List.of("b", "[\"x\"]", "[1]", "{\"b\":1}", "[\"b\"", "[\"b\"] ?", "")) {
      assertThat(names.find(cell)).as(cell).isEmpty();
    }
    assertThat(names.refusal("b"))
        .isEqualTo(
            "label 'b' is no set of labels (must be a JSON array of some of [b, a, c,\"d\"])");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KnownClassesTest {
  private static KnownClasses classes(String... names) {
    return new KnownClasses(List.of(names), "name them all");
  }

  @Test
  void find_nameOrIndex_isTheClass() {
    KnownClasses classes = classes("sports", "politics");
    assertThat(classes.find("politics")).hasValue(1);
    assertThat(classes.find(" sports ")).hasValue(0);
    assertThat(classes.find(1L)).hasValue(1);
    assertThat(classes.find(1.0)).hasValue(1);
    assertThat(classes.find("0")).hasValue(0);
  }

  @Test
  void find_numericNames_areNoIndexes() {
    KnownClasses classes = classes("1", "2", "3");
    assertThat(classes.find(1)).hasValue(0);
    assertThat(classes.find("3.0")).hasValue(2);
    assertThat(classes.find(0)).isEmpty();
  }

  @Test
  void find_namesOfOneForm_needsTheVeryName() {
    KnownClasses classes = classes("1.0", "1", "2.0");
    assertThat(classes.find("1.0")).hasValue(0);
    assertThat(classes.find("1")).hasValue(1);
    assertThat(classes.find(2)).hasValue(2);
  }

  @Test
  void find_anotherName_isEmptyAndRefusedWithTheNames() {
    KnownClasses classes = classes("a", "b");
    assertThat(classes.find("c")).isEmpty();
    assertThat(classes.find(2)).isEmpty();
    assertThat(classes.refusal("label", "c"))
        .isEqualTo("label 'c' is not among [a, b] (name them all)");
  }

  @Test
  void refusal_manyClasses_showsSome() {
    KnownClasses many = KnownClasses.indexes(30);
    assertThat(many.refusal("label", 30)).contains("18, 19] and 10 more").doesNotContain("20");
    assertThat(many.names()).isEqualTo(IntStream.range(0, 30).mapToObj(String::valueOf).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a,a", "a, "})
  void new_blankOrDoubleNames_areRefused(String names) {
    List<String> list = names.isEmpty() ? List.of() : List.of(names.split(",", -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KnownClasses(list, ""))
        .withMessage("Cannot use classes %s (must be one different name for each)", list);
  }
}

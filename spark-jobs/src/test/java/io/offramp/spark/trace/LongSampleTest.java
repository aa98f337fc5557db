// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LongSampleTest {
  private final PieceCounter pieces = new PieceCounter();
  private final NameCodes classes = new NameCodes(Optional.empty());
  private final NameCodes languages = new NameCodes(Optional.empty());
  private final LongSample sample =
      new LongSample(pieces, classes, List.of(languages), List.of("lang"));
  private long row;

  LongSampleTest() {
    sample.clear();
  }

  private LongSampleTest add(
      @Nullable Object exit,
      @Nullable Object confidence,
      @Nullable Object prediction,
      @Nullable Object label) {
    sample.add(pieces.at(0, 0, row++), exit, confidence, prediction, label);
    return this;
  }

  private void assertRefused(String problem) {
    assertThatExceptionOfType(BadRow.class).isThrownBy(sample::exits).withMessage(problem);
  }

  private RowBlock written() throws BadRow {
    RowBlockBuilder block = new RowBlockBuilder(sample.exits(), false, 1, true);
    sample.write(block, "k");
    return block.build(pieces, classes, List.of(languages));
  }

  @Test
  void exits_inAnyOrder_areSortedWithTheirAnswers() throws BadRow {
    row = 5;
    add("6", "0.6", "b", "b").add(2, 0.2, "a", "b").add(4.0, 0.4f, "c", "b");
    assertThat(sample.exits()).containsExactly(2, 4, 6);
    RowBlock block = written();
    assertThat(block.confidence(0, 0)).isEqualTo(0.2f);
    assertThat(block.confidence(0, 1)).isEqualTo(0.4f);
    assertThat(block.confidence(0, 2)).isEqualTo(0.6f);
    assertThat(block.classes().get(block.prediction(0, 1))).isEqualTo("c");
    assertThat(block.classes().get(block.label(0))).isEqualTo("b");
    assertThat(Place.number(block.place(0))).as("its first row's").isEqualTo(5);
  }

  @Test
  void place_rowsInAnyOrder_isTheFirstRows() {
    sample.add(pieces.at(0, 0, 9), 1, 1, "a", null);
    sample.add(pieces.at(0, 0, 3), 2, 1, "a", null);
    assertThat(Place.number(sample.place())).isEqualTo(3);
  }

  @Test
  void label_onSomeRowsOnly_isTheSamples() throws BadRow {
    add(1, 1, "a", null).add(2, 1, "a", "b").add(3, 1, "a", "");
    assertThat(written().label(0)).isEqualTo(1);
  }

  @Test
  void label_nowhere_isMissing() throws BadRow {
    add(1, 1, "a", null);
    assertThat(written().label(0)).isEqualTo(NameCodes.MISSING);
  }

  @Test
  void label_different_isRefusedTheSameWayInAnyOrder() {
    add(1, 1, "a", "y").add(2, 1, "a", "x");
    assertRefused("its rows have different values of label, [x, y] (must be one for all exits)");
    sample.clear();
    add(2, 1, "a", "x").add(1, 1, "a", "y");
    assertRefused("its rows have different values of label, [x, y] (must be one for all exits)");
  }

  @Test
  void label_sameInOtherForm_isNoDifference() throws BadRow {
    add(1, 1, 1, "1").add(2, 1, "1", 1.0);
    assertThat(sample.exits()).hasSize(2);
  }

  @Test
  void slice_differentInARow_isRefused() {
    add(1, 1, "a", null);
    sample.slice(0, 0, "en");
    add(2, 1, "a", null);
    sample.slice(1, 0, "de");
    assertRefused("its rows have different values of lang, [de, en] (must be one for all exits)");
  }

  @Test
  void exit_twice_isRefused() {
    add(1, 1, "a", null).add(2, 0.5, "a", null).add("2.0", 0.6, "a", null);
    assertRefused("exit 2 is there twice (must be one row for each exit)");
  }

  @Test
  void cell_bad_isNamedWithItsExit() {
    add(3, 1.5, "a", null);
    assertRefused(
        "at exit 3, confidence is 1.5 (must be in [0,1]; give probabilities, not logits)");
    sample.clear();
    add(3, 0.5, null, null);
    assertRefused("at exit 3, prediction is missing (must be a class)");
    sample.clear();
    add(null, 0.5, "a", null);
    assertRefused("exit is missing (must be the exit's number, such as 1 or its layer's)");
  }

  @Test
  void cells_severalBad_nameTheFirstRowsInAnyOrder() {
    sample.add(pieces.at(0, 0, 9), 1, -1, "a", null);
    sample.add(pieces.at(0, 0, 3), 2, -2, "a", null);
    sample.add(pieces.at(0, 0, 5), 3, -3, "a", null);
    assertThatExceptionOfType(BadRow.class)
        .isThrownBy(sample::exits)
        .withMessageStartingWith("at exit 2, confidence is -2 ");
  }

  @Test
  void clear_afterABadSample_forgetsIt() throws BadRow {
    add(1, 2, "a", "x").add(1, 1, "a", "y");
    sample.clear();
    assertThat(sample.rows()).isZero();
    add(1, 1, "a", null);
    assertThat(sample.exits()).containsExactly(1);
    assertThat(written().label(0)).isEqualTo(NameCodes.MISSING);
  }

  @Test
  void rows_moreThanExitsCanBe_areRefusedWithoutBeingKept() {
    for (int i = 0; i < 100_000; i++) {
      add(i, 1, "a", null);
    }
    assertRefused(
        "it has 100,000 rows (must be one for each exit, at most 1,000; name the column that tells samples apart with --id-col)");
  }
}

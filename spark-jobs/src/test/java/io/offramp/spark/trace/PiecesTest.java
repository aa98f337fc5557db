// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Places of rows, in a task and across tasks. */
final class PiecesTest {
  @Test
  void counter_rowsOfSeveralPieces_areNumberedInEach() {
    PieceCounter counter = new PieceCounter();
    long first = counter.next(1, 0);
    long second = counter.next(1, 0);
    long other = counter.next(0, 500);
    assertThat(List.of(Place.number(first), Place.number(second), Place.number(other)))
        .containsExactly(0L, 1L, 0L);
    assertThat(counter.compare(first, second)).isNegative();
    assertThat(counter.compare(other, first)).as("file 0 goes before file 1").isNegative();
    assertThat(counter.compare(first, counter.next(1, 64))).isNegative();
    assertThat(counter.compare(first, first)).isZero();
  }

  @Test
  void counter_manyPieces_areAllKept() {
    PieceCounter counter = new PieceCounter();
    for (int round = 0; round < 2; round++) {
      for (int file = 0; file < 100; file++) {
        counter.next(file, 7);
      }
    }
    PieceList list = counter.list();
    assertThat(list.size()).isEqualTo(100);
    assertThat(list.piece(99)).isEqualTo(new Piece(99, 7));
    assertThat(list.rows(99)).isEqualTo(2);
  }

  @Test
  void place_largeNumbers_areKept() {
    long place = Place.of(100_000, (1L << 40) - 1);
    assertThat(Place.piece(place)).isEqualTo(100_000);
    assertThat(Place.number(place)).isEqualTo((1L << 40) - 1);
  }

  @Test
  void order_ofTasksThatShareAPiece_numbersRowsOfTheTable() {
    PieceCounter one = new PieceCounter();
    long late = one.at(1, 0, 12);
    long middle = one.at(0, 64, 3);
    PieceCounter two = new PieceCounter();
    long early = two.at(0, 0, 0);
    long next = two.at(1, 0, 11);
    two.at(1, 0, 10);
    PieceOrder order = new PieceOrder(List.of(one.list(), two.list()));
    assertThat(order.rowNumber(two.list(), early)).isZero();
    assertThat(order.rowNumber(one.list(), middle)).isEqualTo(1);
    assertThat(order.rowNumber(two.list(), next)).isEqualTo(3);
    assertThat(order.rowNumber(one.list(), late)).isEqualTo(4);
    assertThat(order.key(one.list(), middle))
        .isGreaterThan(order.key(two.list(), early))
        .isLessThan(order.key(two.list(), next));
    assertThat(order.ordinals(one.list())).containsExactly(2, 1);
  }

  @Test
  void order_unreportedPiece_isAnInternalError() {
    PieceCounter counter = new PieceCounter();
    counter.next(0, 0);
    assertThatIllegalStateException()
        .isThrownBy(() -> new PieceOrder(List.of()).ordinals(counter.list()))
        .withMessageContaining("no task reported it");
  }
}

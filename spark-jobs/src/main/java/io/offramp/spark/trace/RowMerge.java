// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;

/** Gives rows out in the order of the table, a run of one block's rows at a time. */
final class RowMerge {
  private RowMerge() {}

  /** Takes rows of one block that follow one another in the table. */
  interface RunConsumer {
    /**
     * Takes some rows.
     *
     * @param from the first
     * @param to behind the last
     */
    void take(int from, int to);
  }

  private static final class Cursor {
    final RowBlock block;
    final int[] ordinals;
    final RunConsumer consumer;
    int row;
    long key;

    Cursor(RowBlock block, int[] ordinals, RunConsumer consumer) {
      this.block = block;
      this.ordinals = ordinals;
      this.consumer = consumer;
      read();
    }

    void read() {
      long place = block.place(row);
      key = Place.of(ordinals[Place.piece(place)], Place.number(place));
    }

    /** Goes on to the first row behind a key; false if there is none. */
    boolean pass(long last) {
      for (row++; row < block.rows(); row++) {
        read();
        if (key > last) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Gives out all rows, and empties {@code blocks}, so that each can be forgotten once it is done.
   *
   * @param consumers makes what takes the rows of a block, once for each
   */
  static void run(
      List<RowBlock> blocks, PieceOrder order, Function<RowBlock, RunConsumer> consumers) {
    PriorityQueue<Cursor> queue =
        new PriorityQueue<>(Comparator.comparingLong((Cursor cursor) -> cursor.key));
    for (RowBlock block : new ArrayList<>(blocks)) {
      queue.add(new Cursor(block, order.ordinals(block.pieces()), consumers.apply(block)));
    }
    blocks.clear();
    while (!queue.isEmpty()) {
      Cursor cursor = queue.remove();
      Cursor next = queue.peek();
      int from = cursor.row;
      boolean more = cursor.pass(next == null ? Long.MAX_VALUE : next.key);
      cursor.consumer.take(from, cursor.row);
      if (more) {
        queue.add(cursor);
      }
    }
  }
}

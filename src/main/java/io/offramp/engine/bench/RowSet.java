// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import io.offramp.engine.run.RowText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows that are run, and how long they are.
 *
 * @param texts the rows, all of them fit to be scored
 * @param lengths tokens of each, after truncation
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, compared by nobody
record RowSet(List<RowText> texts, int[] lengths) {
  int size() {
    return texts.size();
  }

  long tokens() {
    return Arrays.stream(lengths).asLongStream().sum();
  }

  /** At most so many of the rows, drawn evenly from all of them, in their order. */
  RowSet sample(int most) {
    return size() <= most ? this : at(evenly(size(), most));
  }

  /** Places of {@code count} of {@code all} things, evenly spread, ascending. */
  static int[] evenly(int all, int count) {
    int[] places = new int[count];
    for (int i = 0; i < count; i++) {
      places[i] = (int) ((long) i * all / count);
    }
    return places;
  }

  /** The first rows. */
  RowSet first(int rows) {
    return rows >= size() ? this : new RowSet(texts.subList(0, rows), Arrays.copyOf(lengths, rows));
  }

  /** The rows of one of several tasks, which are dealt out in turn. */
  RowSet ofTask(int task, int tasks) {
    int[] places = new int[(size() - task + tasks - 1) / tasks];
    for (int i = 0; i < places.length; i++) {
      places[i] = task + i * tasks;
    }
    return at(places);
  }

  /** The values of the rows of one of several tasks. */
  static int[] ofTask(int[] values, int task, int tasks) {
    int[] some = new int[(values.length - task + tasks - 1) / tasks];
    for (int i = 0; i < some.length; i++) {
      some[i] = values[task + i * tasks];
    }
    return some;
  }

  private RowSet at(int[] places) {
    List<RowText> some = new ArrayList<>(places.length);
    int[] theirs = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      some.add(texts.get(places[i]));
      theirs[i] = lengths[places[i]];
    }
    return new RowSet(some, theirs);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of a trace's rows: those of the table, or the rows' numbers in it where it has none. */
public final class RowIds {
  private final List<String> texts;
  private final long[] numbers;

  private RowIds(List<String> texts, long[] numbers) {
    this.texts = texts;
    this.numbers = numbers;
  }

  static RowIds of(List<String> ids) {
    return new RowIds(List.copyOf(ids), new long[0]);
  }

  /** The first {@code count} of the rows' numbers. */
  static RowIds ofNumbers(long[] numbers, int count) {
    return new RowIds(List.of(), Arrays.copyOf(numbers, count));
  }

  /** Whether they are of the table's own; if not, they tell rows of the trace apart only. */
  public boolean ofTable() {
    return numbers.length == 0;
  }

  /** The number of rows. */
  public int rows() {
    return texts.size() + numbers.length;
  }

  /**
   * The key of a row.
   *
   * @param row 0..rows-1
   */
  public String get(int row) {
    return numbers.length > 0 ? Long.toString(numbers[row]) : texts.get(row);
  }

  /**
   * Checks that some rows can be told from all others by their keys.
   *
   * @param rows each 0..rows-1
   * @throws IllegalArgumentException naming the first of their keys that is another row's as well
   */
  public void requireUnique(int[] rows) {
    if (numbers.length > 0) {
      return; // numbers are
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (int row : rows) {
      counts.put(texts.get(row), 0);
    }
    for (String text : texts) {
      counts.computeIfPresent(text, (id, count) -> count + 1);
    }
    counts.forEach(
        (id, count) -> {
          if (count > 1) {
            throw new IllegalArgumentException(
                "Cannot label rows by their ids: id '%s' is that of %,d rows (must be of one; give each row an id of its own, or name another column with --id-col)"
                    .formatted(id, count));
          }
        });
  }
}

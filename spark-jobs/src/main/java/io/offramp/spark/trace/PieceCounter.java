// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives a task's rows their places, and counts them by piece. Places order rows as the files do,
 * whichever task reads which piece. Not thread-safe.
 */
final class PieceCounter {
  private final Map<Piece, Integer> codes = new HashMap<>();
  private int size;
  private int last;
  private int[] files = new int[4];
  private long[] starts = new long[4];
  private long[] rows = new long[4];
  private long[] firsts = new long[4];

  /** Counts a row that is the next one of its piece. */
  long next(int file, long start) {
    int code = code(file, start);
    return count(code, rows[code]);
  }

  /**
   * Counts a row of a piece.
   *
   * @param number grows along the piece, in any steps
   */
  long at(int file, long start, long number) {
    return count(code(file, start), number);
  }

  private int code(int file, long start) {
    if (last < size && files[last] == file && starts[last] == start) {
      return last; // nearly always
    }
    Integer known = codes.get(new Piece(file, start));
    last = known == null ? add(file, start) : known;
    return last;
  }

  private int add(int file, long start) {
    if (size == files.length) {
      files = Arrays.copyOf(files, 2 * size);
      starts = Arrays.copyOf(starts, 2 * size);
      rows = Arrays.copyOf(rows, 2 * size);
      firsts = Arrays.copyOf(firsts, 2 * size);
    }
    files[size] = file;
    starts[size] = start;
    firsts[size] = Long.MAX_VALUE;
    codes.put(new Piece(file, start), size);
    return size++;
  }

  private long count(int code, long number) {
    rows[code]++;
    firsts[code] = Math.min(firsts[code], number);
    return Place.of(code, number);
  }

  /** Which of two places comes first in the files. */
  int compare(long place, long other) {
    int code = Place.piece(place);
    int otherCode = Place.piece(other);
    return code == otherCode
        ? Long.compare(Place.number(place), Place.number(other))
        : new Piece(files[code], starts[code])
            .compareTo(new Piece(files[otherCode], starts[otherCode]));
  }

  /** The pieces so far. */
  PieceList list() {
    return new PieceList(
        Arrays.copyOf(files, size),
        Arrays.copyOf(starts, size),
        Arrays.copyOf(rows, size),
        Arrays.copyOf(firsts, size));
  }
}

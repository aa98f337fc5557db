// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import io.offramp.engine.run.ScoringOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** How rows are put into batches where no engine does it. */
enum Cutting {
  /** So many neighbours, padded to the longest of them: what inference on Spark does by itself. */
  ARRIVAL {
    @Override
    List<Cut> cut(int[] lengths, IntUnaryOperator padded, ScoringOptions options) {
      return fixed(IntStream.range(0, lengths.length).toArray(), lengths);
    }
  },
  /** The same of rows sorted by their length. */
  BY_LENGTH {
    @Override
    List<Cut> cut(int[] lengths, IntUnaryOperator padded, ScoringOptions options) {
      int[] order =
          IntStream.range(0, lengths.length)
              .boxed()
              .sorted(Comparator.comparingInt(row -> lengths[row]))
              .mapToInt(Integer::intValue)
              .toArray();
      return fixed(order, lengths);
    }
  },
  /** Neighbours, as many as the engine would put into a batch, padded to a length of the grid. */
  BUDGET {
    @Override
    List<Cut> cut(int[] lengths, IntUnaryOperator padded, ScoringOptions options) {
      List<Cut> cuts = new ArrayList<>();
      int from = 0;
      int longest = 0;
      for (int row = 0; row < lengths.length; row++) {
        int with = Math.max(longest, padded.applyAsInt(lengths[row]));
        if (row > from && row - from + 1 > options.rows(with)) {
          cuts.add(new Cut(IntStream.range(from, row).toArray(), longest));
          from = row;
          with = padded.applyAsInt(lengths[row]);
        }
        longest = with;
      }
      if (from < lengths.length) {
        cuts.add(new Cut(IntStream.range(from, lengths.length).toArray(), longest));
      }
      return cuts;
    }
  },
  /** As the engine does before the first exit: rows of one padded length, up to a full batch. */
  BY_PADDED_LENGTH {
    @Override
    List<Cut> cut(int[] lengths, IntUnaryOperator padded, ScoringOptions options) {
      Map<Integer, List<Integer>> groups = new TreeMap<>();
      for (int row = 0; row < lengths.length; row++) {
        groups.computeIfAbsent(padded.applyAsInt(lengths[row]), key -> new ArrayList<>()).add(row);
      }
      List<Cut> cuts = new ArrayList<>();
      groups.forEach(
          (length, rows) -> {
            int full = options.rows(length);
            for (int from = 0; from < rows.size(); from += full) {
              List<Integer> some = rows.subList(from, Math.min(rows.size(), from + full));
              cuts.add(new Cut(some.stream().mapToInt(Integer::intValue).toArray(), length));
            }
          });
      return cuts;
    }
  };

  /** Rows of a batch where nobody thinks about tokens; what Spark's inference stages default to. */
  static final int FIXED_ROWS = 100;

  /**
   * A batch.
   *
   * @param places of its rows
   * @param length tokens they are padded to
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, compared by nobody
  record Cut(int[] places, int length) {
    long tokens() {
      return (long) places.length * length;
    }
  }

  /**
   * The batches of rows of these lengths; each row is in one.
   *
   * @param padded the length on the grid that a row of a length is padded to
   */
  abstract List<Cut> cut(int[] lengths, IntUnaryOperator padded, ScoringOptions options);

  private static List<Cut> fixed(int[] order, int[] lengths) {
    List<Cut> cuts = new ArrayList<>();
    for (int from = 0; from < order.length; from += FIXED_ROWS) {
      int[] places = Arrays.copyOfRange(order, from, Math.min(order.length, from + FIXED_ROWS));
      cuts.add(new Cut(places, Arrays.stream(places).map(row -> lengths[row]).max().orElseThrow()));
    }
    return cuts;
  }
}

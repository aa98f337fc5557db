// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Counts all levels of a nested path in one pass.
 *
 * <p>Along a nested path a row leaves ever earlier, so each of its exits holds for one range of
 * levels, which is counted by its two ends (difference arrays). That is O(rows K log levels), not
 * O(rows K levels), and counts of parts of the rows add up.
 */
final class NestedCounts implements PathCounts {
  private static final int CHUNK = 1 << 16;

  private final ExitTable table;
  private final int rows;
  private final Totals totals;

  private static final class Totals {
    int labelled;
    final int[][] leaving; // [exit][level], as are the others: differences, then sums
    final int[] harmful;
    final int[] helpful;
    final int[] differing;

    Totals(int exits, int levels) {
      leaving = new int[exits][levels + 1];
      harmful = new int[levels + 1];
      helpful = new int[levels + 1];
      differing = new int[levels + 1];
    }

    void add(Totals other) {
      labelled += other.labelled;
      for (int exit = 0; exit < leaving.length; exit++) {
        add(leaving[exit], other.leaving[exit]);
      }
      add(harmful, other.harmful);
      add(helpful, other.helpful);
      add(differing, other.differing);
    }

    private static void add(int[] to, int[] from) {
      for (int i = 0; i < to.length; i++) {
        to[i] += from[i];
      }
    }

    void accumulate() {
      Arrays.stream(leaving).forEach(counts -> Arrays.parallelPrefix(counts, Integer::sum));
      Arrays.parallelPrefix(harmful, Integer::sum);
      Arrays.parallelPrefix(helpful, Integer::sum);
      Arrays.parallelPrefix(differing, Integer::sum);
    }
  }

  private NestedCounts(ExitTable table, int rows, Totals totals) {
    this.table = table;
    this.rows = rows;
    this.totals = totals;
  }

  static NestedCounts of(ThresholdPath path, ExitTable table, int[] rows) {
    LevelSearch[] columns = LevelSearch.of(path, table.early());
    int chunks = (rows.length + CHUNK - 1) / CHUNK;
    Totals totals = new Totals(table.early() + 1, path.size());
    IntStream.range(0, chunks)
        .parallel()
        .mapToObj(
            chunk -> {
              int to = Math.min(rows.length, (chunk + 1) * CHUNK);
              return count(columns, path.size(), table, rows, chunk * CHUNK, to);
            })
        .forEachOrdered(totals::add);
    totals.accumulate();
    return new NestedCounts(table, rows.length, totals);
  }

  private static Totals count(
      LevelSearch[] columns, int levels, ExitTable table, int[] rows, int from, int to) {
    Totals totals = new Totals(columns.length + 1, levels);
    for (int i = from; i < to; i++) {
      int row = rows[i];
      totals.labelled += table.labelled(row) ? 1 : 0;
      int end = levels; // at levels from here on the row leaves at an earlier exit
      for (int exit = 0; exit <= columns.length && end > 0; exit++) {
        int start = 0;
        if (exit < columns.length) {
          start = columns[exit].firstAtMost(end, table.signal(exit, row));
          if (start == end) {
            continue;
          }
        }
        totals.leaving[exit][start]++;
        totals.leaving[exit][end]--;
        byte effect = table.effect(exit, row);
        if (effect != ExitTable.AGREES) {
          if (ExitTable.differs(effect)) {
            mark(totals.differing, start, end);
          }
          int drop = ExitTable.drop(effect);
          if (drop > 0) {
            mark(totals.harmful, start, end);
          } else if (drop < 0) {
            mark(totals.helpful, start, end);
          }
        }
        end = start;
      }
    }
    return totals;
  }

  private static void mark(int[] differences, int start, int end) {
    differences[start]++;
    differences[end]--;
  }

  @Override
  public LevelCounts at(int level) {
    double cost = 0;
    double squaredCost = 0;
    for (int exit = 0; exit <= table.early(); exit++) {
      double each = table.costs().cost(exit + 1);
      cost += totals.leaving[exit][level] * each;
      squaredCost += totals.leaving[exit][level] * each * each;
    }
    return new LevelCounts(
        rows,
        totals.labelled,
        totals.harmful[level],
        totals.helpful[level],
        totals.differing[level],
        cost,
        squaredCost);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Counts one level at a time; a fixed sequence that stops early does not pay for the rest. */
final class CountsOnDemand implements PathCounts {
  private static final int CHUNK = 1 << 15;

  private final ThresholdPath path;
  private final ExitTable table;
  private final int[] rows;
  private final int labelled;
  private final @Nullable LevelCounts[] known;

  CountsOnDemand(ThresholdPath path, ExitTable table, int[] rows) {
    this.path = path;
    this.table = table;
    this.rows = rows;
    int count = 0;
    for (int row : rows) {
      count += table.labelled(row) ? 1 : 0;
    }
    this.labelled = count;
    this.known = new @Nullable LevelCounts[path.size()];
  }

  @Override
  public LevelCounts at(int level) {
    LevelCounts counts = known[level];
    if (counts == null) {
      counts = count(level);
      known[level] = counts;
    }
    return counts;
  }

  private LevelCounts count(int level) {
    float[] thresholds = path.thresholds(level);
    int chunks = (rows.length + CHUNK - 1) / CHUNK;
    long[] totals =
        IntStream.range(0, chunks)
            .parallel()
            .mapToObj(
                chunk ->
                    count(thresholds, chunk * CHUNK, Math.min(rows.length, (chunk + 1) * CHUNK)))
            .reduce(new long[3 + table.early() + 1], CountsOnDemand::sum);
    double cost = 0;
    for (int exit = 0; exit <= table.early(); exit++) {
      cost += totals[3 + exit] * table.costs().cost(exit + 1);
    }
    return new LevelCounts(
        rows.length, labelled, (int) totals[0], (int) totals[1], (int) totals[2], cost);
  }

  /** Harmful, helpful, differing, then the rows leaving at each exit. */
  private long[] count(float[] thresholds, int from, int to) {
    long[] totals = new long[3 + table.early() + 1];
    for (int i = from; i < to; i++) {
      int exit = table.exit(thresholds, rows[i]);
      totals[3 + exit]++;
      byte effect = table.effect(exit, rows[i]);
      if (effect != ExitTable.AGREES) {
        totals[2]++;
        if (effect == ExitTable.HARMFUL) {
          totals[0]++;
        } else if (effect == ExitTable.HELPFUL) {
          totals[1]++;
        }
      }
    }
    return totals;
  }

  private static long[] sum(long[] a, long[] b) {
    long[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }
}

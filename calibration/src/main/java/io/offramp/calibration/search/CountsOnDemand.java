// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts one level at a time; a fixed sequence that stops early does not pay for the rest. The
 * rows' signals are first copied together, row by row, so that each level reads memory in order.
 */
final class CountsOnDemand implements PathCounts {
  private static final int CHUNK = 1 << 15;

  private final ThresholdPath path;
  private final ExitTable table;
  private final int rows;
  private final int labelled;
  private final float[][] signals; // [chunk][row in chunk * (K-1) + exit]
  private final byte[][] effects;
  private final @Nullable LevelCounts[] known;

  CountsOnDemand(ThresholdPath path, ExitTable table, int[] rows) {
    this.path = path;
    this.table = table;
    this.rows = rows.length;
    int count = 0;
    for (int row : rows) {
      count += table.labelled(row) ? 1 : 0;
    }
    this.labelled = count;
    this.known = new @Nullable LevelCounts[path.size()];
    int chunks = (rows.length + CHUNK - 1) / CHUNK;
    this.signals = new float[chunks][];
    this.effects = new byte[chunks][];
    IntStream.range(0, chunks).parallel().forEach(chunk -> gather(chunk, rows));
  }

  private void gather(int chunk, int[] numbers) {
    int from = chunk * CHUNK;
    int size = Math.min(CHUNK, numbers.length - from);
    int early = table.early();
    float[] signal = new float[size * early];
    byte[] effect = new byte[size * early];
    for (int i = 0; i < size; i++) {
      for (int exit = 0; exit < early; exit++) {
        signal[i * early + exit] = table.signal(exit, numbers[from + i]);
        effect[i * early + exit] = table.effect(exit, numbers[from + i]);
      }
    }
    signals[chunk] = signal;
    effects[chunk] = effect;
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
    long[] totals =
        IntStream.range(0, signals.length)
            .parallel()
            .mapToObj(chunk -> count(thresholds, signals[chunk], effects[chunk]))
            .reduce(new long[3 + thresholds.length + 1], CountsOnDemand::sum);
    double cost = 0;
    double squaredCost = 0;
    for (int exit = 0; exit <= thresholds.length; exit++) {
      double each = table.costs().cost(exit + 1);
      cost += totals[3 + exit] * each;
      squaredCost += totals[3 + exit] * each * each;
    }
    return new LevelCounts(
        rows, labelled, (int) totals[0], (int) totals[1], (int) totals[2], cost, squaredCost);
  }

  /** Harmful, helpful, differing, then the rows leaving at each exit. */
  private static long[] count(float[] thresholds, float[] signals, byte[] effects) {
    int early = thresholds.length;
    long[] totals = new long[3 + early + 1];
    for (int start = 0; start < signals.length; start += early) {
      int exit = 0;
      while (exit < early && !(signals[start + exit] >= thresholds[exit])) {
        exit++;
      }
      totals[3 + exit]++;
      byte effect = exit == early ? ExitTable.AGREES : effects[start + exit];
      if (effect != ExitTable.AGREES) {
        totals[2] += ExitTable.differs(effect) ? 1 : 0;
        int drop = ExitTable.drop(effect);
        if (drop > 0) {
          totals[0]++;
        } else if (drop < 0) {
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

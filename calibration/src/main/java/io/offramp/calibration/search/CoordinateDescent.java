// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Minimises cost + price x loss over threshold vectors, one exit at a time, each time exactly: rows
 * are sorted by score once for every exit, and a sweep of prefix sums finds the best threshold
 * given the others. O(rows K) a sweep after O(rows K log rows) of sorting.
 *
 * <p>Exits are swept from the last to the first, so that what a row comes to if it stays is known
 * when its exit is decided.
 */
final class CoordinateDescent {
  private static final int MOST_SWEEPS = 4;
  private static final double ENOUGH = 1e-9;

  private final ScoredRows rows;
  private final int[][] descending; // [exit]: rows by falling score

  CoordinateDescent(ScoredRows rows) {
    this.rows = rows;
    this.descending =
        IntStream.range(0, rows.early())
            .parallel()
            .mapToObj(exit -> descending(rows.scores(exit)))
            .toArray(int[][]::new);
  }

  /** The vector that descent reaches from a start. */
  double[] minimise(double price, double[] start) {
    double[] thresholds = start.clone();
    double before = Double.POSITIVE_INFINITY;
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      double after = sweep(price, thresholds);
      if (before - after <= ENOUGH * Math.abs(after)) {
        break;
      }
      before = after;
    }
    return thresholds;
  }

  /** Improves every threshold in place; gives the objective. */
  private double sweep(double price, double[] thresholds) {
    int n = rows.rows();
    int[] first = new int[n];
    double[] staying = new double[n];
    for (int row = 0; row < n; row++) {
      first[row] = rows.exit(thresholds, row);
      staying[row] = rows.value(rows.early(), row, price);
    }
    for (int exit = rows.early() - 1; exit >= 0; exit--) {
      thresholds[exit] = best(exit, price, first, staying);
      double[] scores = rows.scores(exit);
      for (int row = 0; row < n; row++) {
        if (scores[row] >= thresholds[exit]) {
          staying[row] = rows.value(exit, row, price);
        }
      }
    }
    return Arrays.stream(staying).sum();
  }

  /** The best threshold of an exit, midway between the scores it separates; or infinity. */
  private double best(int exit, double price, int[] first, double[] staying) {
    double[] scores = rows.scores(exit);
    int[] order = descending[exit];
    double sum = 0;
    double least = 0;
    double best = Double.POSITIVE_INFINITY;
    for (int place = 0; place < order.length; place++) {
      int row = order[place];
      if (first[row] >= exit) {
        sum += rows.value(exit, row, price) - staying[row];
      }
      double next = place + 1 < order.length ? scores[order[place + 1]] : Double.NEGATIVE_INFINITY;
      if (sum < least && next < scores[row]) {
        least = sum;
        best = next == Double.NEGATIVE_INFINITY ? scores[row] : midway(next, scores[row]);
      }
    }
    return best;
  }

  private static double midway(double low, double high) {
    double middle = low + (high - low) / 2;
    return middle > low ? middle : high;
  }

  private static int[] descending(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted((a, b) -> Double.compare(scores[b], scores[a]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}

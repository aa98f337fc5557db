// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Adds single outcomes to a rejection region while its size stays at most delta. A critical value
 * common to all outcomes is held down by the one nuisance value where the size is greatest; at
 * others, and with few rows everywhere, part of delta is left unspent.
 */
final class TrinomialEnlargement {
  private final int n;
  private final double epsilon;
  private final double delta;
  private final TrinomialSize size;

  private record Corner(int harmful, int helpful, double score) {}

  TrinomialEnlargement(int n, double epsilon, double delta, TrinomialSize size) {
    this.n = n;
    this.epsilon = epsilon;
    this.delta = delta;
    this.size = size;
  }

  /** Raises entries in place; they still do not decrease. */
  void enlarge(int[] maxHarmful) {
    double[] spent = size.bounds(maxHarmful);
    OutcomeProbabilities outcomes = size.outcomes();
    TangoScore score = new TangoScore(n, epsilon);
    PriorityQueue<Corner> corners =
        new PriorityQueue<>(
            Comparator.comparingDouble(Corner::score).thenComparingInt(Corner::helpful));
    int last = maxHarmful.length - 1; // the last stands for all above and stays
    for (int g = 0; g < last; g++) {
      offer(corners, maxHarmful, g, score);
    }
    while (!corners.isEmpty()) {
      Corner corner = corners.poll();
      int g = corner.helpful();
      if (corner.harmful() != maxHarmful[g] + 1 || !fits(spent, outcomes, corner)) {
        continue;
      }
      maxHarmful[g] = corner.harmful() == n - g ? n : corner.harmful();
      offer(corners, maxHarmful, g, score);
      if (g > 0 && maxHarmful[g - 1] == corner.harmful() - 1) {
        offer(corners, maxHarmful, g - 1, score);
      }
    }
  }

  private void offer(PriorityQueue<Corner> corners, int[] maxHarmful, int g, TangoScore score) {
    int harmful = maxHarmful[g] + 1;
    double value = harmful + g <= n ? score.of(harmful, g) : 0;
    if (harmful <= maxHarmful[g + 1] && value < 0) {
      corners.add(new Corner(harmful, g, value));
    }
  }

  /** Adds the outcome to what is spent if nothing then exceeds delta. */
  private boolean fits(double[] spent, OutcomeProbabilities outcomes, Corner corner) {
    double[] next = outcomes.of(corner.harmful(), corner.helpful());
    for (int i = 0; i < next.length; i++) {
      next[i] += spent[i];
      if (next[i] > delta) {
        return false;
      }
    }
    System.arraycopy(next, 0, spent, 0, spent.length);
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Exits that rows leave at where there is no policy: shares p_k in proportion to exp(a c_k), with
 * the a that gives the mean cost asked for. Of all distributions over the exits with that mean cost
 * it is the one of greatest entropy, so it favours no exit.
 */
final class SimulatedExits {
  /** Beyond this the shares of a neighbouring exit are below 1e-12 for 100 exits. */
  private static final double STEEPEST = 5000;

  private static final int HALVINGS = 100;

  private SimulatedExits() {}

  /**
   * The shares of rows that leave at each exit; they sum to 1.
   *
   * @param costs c_1..c_K, ascending, the last 1
   * @param meanCost the sum of p_k c_k
   * @throws IllegalArgumentException if the mean cost is not above c_1, or above 1
   */
  static double[] shares(double[] costs, double meanCost) {
    if (!(meanCost > costs[0] && meanCost <= 1)) {
      throw new IllegalArgumentException(
          "Cannot simulate exits of mean cost %s (must be above %.4f, the first exit's cost, and at most 1)"
              .formatted(meanCost, costs[0]));
    }
    double low = -STEEPEST;
    double high = STEEPEST;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (mean(costs, tilted(costs, middle)) < meanCost) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return tilted(costs, high);
  }

  /**
   * An exit, from 1, for each row: as many rows an exit as its share says, rounded, in an order
   * that the seed decides.
   */
  static int[] draw(int rows, double[] shares, long seed) {
    int[] exits = new int[rows];
    double sum = 0;
    int from = 0;
    for (int exit = 1; exit <= shares.length; exit++) {
      sum += shares[exit - 1];
      int to = exit == shares.length ? rows : (int) Math.min(rows, Math.round(sum * rows));
      Arrays.fill(exits, from, Math.max(from, to), exit);
      from = Math.max(from, to);
    }
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = rows - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int held = exits[i];
      exits[i] = exits[other];
      exits[other] = held;
    }
    return exits;
  }

  private static double[] tilted(double[] costs, double steepness) {
    double[] shares = new double[costs.length];
    double greatest = Math.max(steepness * costs[0], steepness * costs[costs.length - 1]);
    double sum = 0;
    for (int k = 0; k < costs.length; k++) {
      shares[k] = Math.exp(steepness * costs[k] - greatest);
      sum += shares[k];
    }
    for (int k = 0; k < costs.length; k++) {
      shares[k] /= sum;
    }
    return shares;
  }

  private static double mean(double[] costs, double[] shares) {
    double mean = 0;
    for (int k = 0; k < costs.length; k++) {
      mean += costs[k] * shares[k];
    }
    return mean;
  }
}

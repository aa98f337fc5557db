// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

/**
 * Tango's score statistic for a difference of paired proportions, (h - g - n epsilon) over its
 * standard deviation under the null hypothesis p_h - p_g = epsilon, where p_g is the likeliest
 * given the counts. It orders outcomes by how much they speak against "the risk exceeds epsilon";
 * the smaller, the more. Here it is an order only: no normal approximation is drawn from it.
 *
 * <p>Source: T. Tango, "Equivalence test and confidence interval for the difference in proportions
 * for the paired-sample design", Statistics in Medicine 17 (1998).
 */
record TangoScore(int n, double epsilon) {
  /** The statistic for h harmful and g helpful rows, h + g at most n. */
  double of(int harmful, int helpful) {
    double b = (harmful + helpful) * (1 - epsilon) - 2 * epsilon * (n - harmful);
    double root = Math.sqrt(b * b + 8.0 * n * helpful * epsilon * (1 - epsilon));
    double q = Math.max(0, (b + root) / (4.0 * n));
    double deviation = Math.sqrt(n * (2 * q + epsilon - epsilon * epsilon));
    return (harmful - helpful - n * epsilon) / deviation;
  }

  /**
   * The greatest harmful count whose statistic is at most -critical, or -1; n if all that are
   * possible beside the helpful count have it, as then nothing bounds it.
   */
  int maxHarmful(int helpful, double critical) {
    return maxHarmful(helpful, critical, n / 2);
  }

  /**
   * The same, found soonest where it is near a guess.
   *
   * @param guess any number
   */
  int maxHarmful(int helpful, double critical, int guess) {
    int low = -1; // holds, or is none at all
    int high = n - helpful + 1; // does not
    int near = guess;
    for (int step = 1; near > low && near < high; step *= 2) {
      if (of(near, helpful) <= -critical) {
        low = near;
        near += step;
      } else {
        high = near;
        near -= step;
      }
    }
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (of(middle, helpful) <= -critical) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low == n - helpful ? n : low;
  }
}

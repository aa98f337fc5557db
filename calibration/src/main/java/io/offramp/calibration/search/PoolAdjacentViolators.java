// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import java.util.Arrays;

/**
 * Weighted isotonic regression: the non-decreasing sequence nearest to given values in weighted
 * least squares, as blocks of equal value. Takes linear time.
 *
 * <p>Source: M. Ayer, H. Brunk, G. Ewing, W. Reid, E. Silverman, "An empirical distribution
 * function for sampling with incomplete information", Annals of Mathematical Statistics 26 (1955).
 */
public final class PoolAdjacentViolators {
  private PoolAdjacentViolators() {}

  /** A fit: block b is made of the values start(b)..end(b)-1. */
  public static final class Blocks {
    private final int[] ends;
    private final double[] means;

    private Blocks(int[] ends, double[] means) {
      this.ends = ends;
      this.means = means;
    }

    /** The number of blocks. */
    public int size() {
      return ends.length;
    }

    /** The place of a block's first value. */
    public int start(int block) {
      return block == 0 ? 0 : ends[block - 1];
    }

    /** The place after a block's last value. */
    public int end(int block) {
      return ends[block];
    }

    /** The block's weighted mean; strictly greater than that of the block before. */
    public double mean(int block) {
      return means[block];
    }
  }

  /**
   * Fits values in their given order.
   *
   * @param values any numbers
   * @param weights one for each, &gt; 0
   */
  public static Blocks fit(double[] values, double[] weights) {
    int[] ends = new int[values.length];
    double[] sums = new double[values.length];
    double[] mass = new double[values.length];
    int blocks = 0;
    for (int i = 0; i < values.length; i++) {
      sums[blocks] = values[i] * weights[i];
      mass[blocks] = weights[i];
      ends[blocks++] = i + 1;
      while (blocks > 1
          && sums[blocks - 2] / mass[blocks - 2] >= sums[blocks - 1] / mass[blocks - 1]) {
        sums[blocks - 2] += sums[blocks - 1];
        mass[blocks - 2] += mass[blocks - 1];
        ends[blocks - 2] = ends[blocks - 1];
        blocks--;
      }
    }
    double[] means = new double[blocks];
    for (int b = 0; b < blocks; b++) {
      means[b] = sums[b] / mass[b];
    }
    return new Blocks(Arrays.copyOf(ends, blocks), means);
  }
}

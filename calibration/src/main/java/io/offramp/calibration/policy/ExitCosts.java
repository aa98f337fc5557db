// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import java.util.Arrays;

/**
 * What a row costs that leaves at exit k, for k = 1..K, as a fraction of what exit K costs.
 *
 * <p>Costs are strictly increasing, strictly positive and end in exactly 1. They have no unit: they
 * may stem from FLOPs or from measured time, as long as all of them stem from the same.
 */
public final class ExitCosts {
  private static final double LAST_COST_TOLERANCE = 1e-9;

  private final double[] fractions;

  private ExitCosts(double[] fractions) {
    this.fractions = fractions;
  }

  /**
   * Costs from one fraction for each exit, the first exit's first.
   *
   * @param fractions K &ge; 1 numbers, each &gt; 0 and greater than the one before; the last must
   *     be 1 to within 1e-9 and is then set to exactly 1
   * @throws IllegalArgumentException if there is none, or one is not finite, not positive, not
   *     greater than the one before, or the last is not 1
   */
  public static ExitCosts of(double... fractions) {
    if (fractions.length == 0) {
      throw new IllegalArgumentException(
          "Cannot use exit costs []: there are 0 (must be one for each exit, at least 1)");
    }
    double[] copy = fractions.clone();
    for (int i = 0; i < copy.length; i++) {
      double before = i == 0 ? 0 : copy[i - 1];
      if (!Double.isFinite(copy[i]) || copy[i] <= before) {
        throw new IllegalArgumentException(
            "Cannot use exit costs %s: exit %d costs %s (must be a finite number greater than %s)"
                .formatted(Arrays.toString(copy), i + 1, copy[i], before));
      }
    }
    double last = copy[copy.length - 1];
    if (Math.abs(last - 1) > LAST_COST_TOLERANCE) {
      throw new IllegalArgumentException(
          ("Cannot use exit costs %s: the last exit costs %s (must be 1; divide all "
                  + "costs by the last)")
              .formatted(Arrays.toString(copy), last));
    }
    if (copy.length > 1 && copy[copy.length - 2] >= 1) {
      throw new IllegalArgumentException(
          "Cannot use exit costs %s: exit %d costs %s (must be less than the last exit's 1)"
              .formatted(Arrays.toString(copy), copy.length - 1, copy[copy.length - 2]));
    }
    copy[copy.length - 1] = 1;
    return new ExitCosts(copy);
  }

  /** The number of exits, K &ge; 1. */
  public int exits() {
    return fractions.length;
  }

  /**
   * The cost of leaving at an exit, in (0,1].
   *
   * @param exit 1..K
   * @throws IndexOutOfBoundsException if there is no such exit
   */
  public double cost(int exit) {
    if (exit < 1 || exit > fractions.length) {
      throw new IndexOutOfBoundsException(
          "Cannot look up the cost of exit %d (must be in 1..%d)".formatted(exit, exits()));
    }
    return fractions[exit - 1];
  }

  /** A fresh array of the K costs, the first exit's first. */
  public double[] toArray() {
    return fractions.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExitCosts costs && Arrays.equals(fractions, costs.fractions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(fractions);
  }

  @Override
  public String toString() {
    return Arrays.toString(fractions);
  }
}

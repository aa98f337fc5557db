// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.util.ArrayList;
import java.util.List;

/**
 * What holds weights down, as in MLlib's objective: {@code strength * (mix * |w|_1 + (1 - mix) / 2
 * * |w|_2^2)}, of weights of standardised features.
 *
 * @param strength at least 0
 * @param mix share of the absolute values, within 0 (ridge) to 1 (lasso)
 */
public record Regularisation(double strength, double mix) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the one that is wrong
   */
  public Regularisation {
    if (!(strength >= 0 && Double.isFinite(strength))) {
      throw new IllegalArgumentException(
          "Cannot regularise by %s (must be at least 0)".formatted(strength));
    }
    if (!(mix >= 0 && mix <= 1)) {
      throw new IllegalArgumentException(
          "Cannot mix elastic net by %s (must be within 0 to 1)".formatted(mix));
    }
  }

  /** Every strength with every mix, in their order. */
  public static List<Regularisation> grid(List<Double> strengths, List<Double> mixes) {
    List<Regularisation> grid = new ArrayList<>();
    for (double strength : strengths) {
      for (double mix : mixes) {
        grid.add(new Regularisation(strength, mix));
      }
    }
    return grid;
  }
}

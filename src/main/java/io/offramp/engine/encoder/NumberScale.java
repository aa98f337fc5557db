// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import java.util.Locale;

/**
 * Where the labels of a regression lie: training looks at (label - center) / scale, and spreads are
 * told as fractions of the scale. Answers are in the labels' own unit.
 *
 * @param center of the labels that exits were fitted to, their mean
 * @param scale of them, their standard deviation; positive
 */
public record NumberScale(double center, double scale) {
  /** Labels as they are. */
  public static final NumberScale UNIT = new NumberScale(0, 1);

  /** The most that a step of float32 may be, as a fraction of the scale. */
  private static final double MOST_STEP = 1e-4;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the scale is not positive, or one is not finite
   */
  public NumberScale {
    if (!Double.isFinite(center) || !(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "Cannot scale numbers by center %s and scale %s (must be finite, and the scale positive)"
              .formatted(center, scale));
    }
  }

  /**
   * Refuses labels that lie so far from 0, for how little they differ, that float32 does not tell
   * them apart; heads compute in it, in the labels' unit.
   *
   * @param location what messages call the rows
   * @return the same
   * @throws IllegalArgumentException if a step of float32 at the center is more than a
   *     ten-thousandth of the scale
   */
  public NumberScale requireTold(String location) {
    float step = Math.ulp((float) center);
    if (step > MOST_STEP * scale) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Cannot fit numbers of %s: they are %.6g on average with a standard deviation of %.4g, and float32, which models compute in, has steps of %.4g there (must be at most a ten-thousandth of the standard deviation; subtract a constant from the labels, and add it to the answers)",
              location,
              center,
              scale,
              step));
    }
    return this;
  }

  /** A label as training looks at it. */
  public double standardised(double label) {
    return (label - center) / scale;
  }
}

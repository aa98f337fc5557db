// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

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

  /** A label as training looks at it. */
  public double standardised(double label) {
    return (label - center) / scale;
  }
}

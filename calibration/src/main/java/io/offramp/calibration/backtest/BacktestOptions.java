// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.backtest;

/**
 * How to repeat.
 *
 * @param splits how often, &ge; 1
 * @param calibratingShare the part of the rows that calibrates, in (0,1); the others measure
 * @param seed of the splits and of the methods' choices
 */
public record BacktestOptions(int splits, double calibratingShare, long seed) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there is no split or the share is not in (0,1)
   */
  public BacktestOptions {
    if (splits < 1) {
      throw new IllegalArgumentException(
          "Cannot backtest over %d splits (must be 1 or more)".formatted(splits));
    }
    if (!(calibratingShare > 0 && calibratingShare < 1)) {
      throw new IllegalArgumentException(
          "Cannot backtest with a share %s of rows calibrating (must be in (0,1), such as 0.5)"
              .formatted(calibratingShare));
    }
  }
}

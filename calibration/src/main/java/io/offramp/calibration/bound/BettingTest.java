// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

import java.util.function.IntToDoubleFunction;

/**
 * Tests "the mean is at least m" by betting against it, one row after the other; for losses that
 * have an upper bound, such as costs, or accuracy drops in {-1, 0, 1}.
 *
 * <p>A gambler starts with wealth 1 and stakes on row t a share that depends on the rows before it:
 * wealth is multiplied by 1 - s (x - m), with 0 &le; s &lt; 1 / (greatest - m). If the mean is at
 * least m, given the rows before, wealth is a non-negative supermartingale, so it ever reaches
 * 1/delta with probability at most delta (Ville's inequality). That holds at every number of rows
 * and for every rule of staking; it needs rows in an order that their values do not determine, such
 * as a seeded shuffle.
 *
 * <p>The stake aims at 1/delta at the last row: sqrt(2 l / (r v)) for the logarithm l of the factor
 * still wanted, r rows to come and variance v so far. Once there, the gambler stops.
 *
 * <p>Sources: I. Waudby-Smith, A. Ramdas, "Estimating means of bounded random variables by
 * betting", arXiv 2010.09686; V. Voráček, F. Orabona, "STaR-Bets: Sequential Target-Recalculating
 * Bets for Tighter Confidence Intervals", arXiv 2505.22422.
 */
public final class BettingTest {
  /** A stake of all that may be staked would be ruined by a single greatest loss. */
  private static final double GREATEST_STAKE = 0.9;

  private final double mean;
  private final double greatestStake;
  private final double target;
  private final long rows;
  private long seen;
  private double sum;
  private double squares;
  private double logWealth;
  private double greatestLogWealth;

  /**
   * A test before its first row.
   *
   * @param mean the mean m that is tested, less than the greatest loss
   * @param least the least possible loss, less than the mean
   * @param greatest the greatest possible loss
   * @param rows how many rows will come
   * @param delta the probability with which the test may err, in (0,1)
   * @throws IllegalArgumentException if an argument is out of its range
   */
  public BettingTest(double mean, double least, double greatest, long rows, double delta) {
    if (!(least < mean && mean < greatest) || rows < 0 || !(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException(
          ("Cannot test a mean by betting: mean %s, losses in [%s,%s], %d rows, delta %s (the mean"
                  + " must be between the losses, rows 0 or more, delta in (0,1))")
              .formatted(mean, least, greatest, rows, delta));
    }
    this.mean = mean;
    this.greatestStake = GREATEST_STAKE / (greatest - mean);
    this.target = -Math.log(delta);
    this.rows = rows;
    // A quarter of the squared range, as if seen once: the most that a variance can be.
    this.squares = (greatest - least) * (greatest - least) / 4;
  }

  /** Bets on a row; its value must be between the least and the greatest loss. */
  public void next(double value) {
    if (greatestLogWealth < target) {
      double variance = squares / (seen + 1);
      double wanted = 2 * (target - logWealth) / (Math.max(1, rows - seen) * variance);
      double stake = Math.min(greatestStake, Math.sqrt(wanted));
      logWealth += Math.log1p(-stake * (value - mean));
      greatestLogWealth = Math.max(greatestLogWealth, logWealth);
    }
    seen++;
    sum += value;
    double centred = value - sum / seen;
    squares += centred * centred;
  }

  /**
   * Bets on rows until the test rejects or they are at their end.
   *
   * @param value of a row; between the least and the greatest loss
   */
  public void nextUntilRejected(int[] rows, IntToDoubleFunction value) {
    for (int row : rows) {
      next(value.applyAsDouble(row));
      if (rejects()) {
        return;
      }
    }
  }

  /** Whether "the mean is at least m" is rejected. */
  public boolean rejects() {
    return greatestLogWealth >= target;
  }

  /** One over the greatest wealth so far: a p-value, and at most delta just if the test rejects. */
  public double pValue() {
    return Math.min(1, Math.exp(-greatestLogWealth));
  }
}

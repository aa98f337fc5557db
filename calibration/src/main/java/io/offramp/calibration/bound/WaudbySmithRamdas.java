// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.bound;

import java.util.function.IntToDoubleFunction;

/**
 * The betting test of Waudby-Smith and Ramdas for losses in [0,1], with the stakes that are known
 * as WSR: sqrt(2 ln(1/delta) / (n v)) for the variance v so far. {@link BettingTest} aims better;
 * this one is what others use, and stands in comparisons.
 *
 * <p>Source: I. Waudby-Smith, A. Ramdas, arXiv 2010.09686; as applied to early exit by M. Jazbec,
 * A. Timans, T. Hadži Veljković, K. Sakmann, D. Zhang, C. Naesseth, E. Nalisnick, "Fast yet safe:
 * early-exiting with risk control", NeurIPS 2024.
 */
public final class WaudbySmithRamdas {
  private WaudbySmithRamdas() {}

  /**
   * The p-value of "the mean is at least m", of all rows: what {@link #rejects} is held against.
   *
   * @param losses in [0,1], in an order that their values do not determine
   * @param mean m, in (0,1)
   * @param delta the level that stakes aim at, in (0,1)
   * @return a number in [0,1]; valid at every n
   */
  static double pValue(double[] losses, double mean, double delta) {
    double never = Double.POSITIVE_INFINITY;
    return Math.exp(-greatestLogWealth(losses.length, i -> losses[i], mean, delta, never));
  }

  /**
   * Whether the p-value of "the mean is at least m" is at most delta; looks at no more rows than
   * that takes, a few of many if the mean is far from m.
   *
   * @param rows their number
   * @param loss of a row 0..rows-1, in [0,1], in an order that values do not determine
   * @param mean m, in (0,1)
   * @param delta in (0,1)
   */
  public static boolean rejects(int rows, IntToDoubleFunction loss, double mean, double delta) {
    double enough = -Math.log(delta);
    return greatestLogWealth(rows, loss, mean, delta, enough) >= enough;
  }

  private static double greatestLogWealth(
      int rows, IntToDoubleFunction losses, double mean, double delta, double enough) {
    double aim = 2 * Math.log(1 / delta);
    double sum = 0.5;
    double squares = 0.25;
    double variance = 0.25;
    double logWealth = 0;
    double greatest = 0;
    for (int t = 0; t < rows && greatest < enough; t++) {
      double loss = losses.applyAsDouble(t);
      double stake = Math.min(1, Math.sqrt(aim / (rows * variance)));
      logWealth += Math.log1p(-stake * (loss - mean));
      greatest = Math.max(greatest, logWealth);
      sum += loss;
      double centred = loss - sum / (t + 2);
      squares += centred * centred;
      variance = squares / (t + 2);
    }
    return greatest;
  }
}

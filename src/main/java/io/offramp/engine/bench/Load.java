// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

/**
 * What a pass over the rows has to do.
 *
 * @param rows answered; 0 for a measure that has none
 * @param tokens of these rows, each row counted once, however deep it goes
 * @param paddedTokens likewise, with the padding
 * @param flops that the rows need by their own lengths and exits; padding does not count
 * @param fullFlops that they would need at full depth
 * @param meanCost mean over the rows of the cost of their exit, as a fraction of full depth
 */
public record Load(
    int rows, long tokens, long paddedTokens, double flops, double fullFlops, double meanCost) {
  /** Work that has no rows. */
  static Load ofFlops(double flops) {
    return new Load(0, 0, 0, flops, flops, 1);
  }

  /** How many times as fast the exits should be, were a FLOP always as fast: 1 without exits. */
  public double promise() {
    return flops > 0 ? fullFlops / flops : 1;
  }
}

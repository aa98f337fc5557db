// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.signal;

/**
 * A signal on its way along the exits of one row; not thread-safe.
 *
 * <p>The values depend on the evidence alone, to the last bit, whoever evaluates them and where.
 */
public interface RowSignal {
  /**
   * The signal of the next exit; asked for exits 1..K-1 in order.
   *
   * @param evidence what that exit says; with margin and certainty if the signal {@linkplain
   *     Signal#usesProbabilities uses probabilities}
   * @return a number in [0,1]
   */
  float next(ExitEvidence evidence);
}

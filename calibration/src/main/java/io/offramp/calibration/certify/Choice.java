// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.signal.Signal;
import java.util.List;

/**
 * Thresholds that a method chose.
 *
 * @param signal what they are compared with
 * @param thresholds K-1 numbers in [0,1], or positive infinity where no row leaves
 * @param claims what is certified of them; none for a method without a guarantee
 * @param levelsTested how many candidates were tested
 * @param method how they were chosen and tested, in words
 */
public record Choice(
    Signal signal, List<Float> thresholds, List<Claim> claims, int levelsTested, String method)
    implements Verdict {
  /** Copies the lists. */
  public Choice {
    thresholds = List.copyOf(thresholds);
    claims = List.copyOf(claims);
  }

  /** The thresholds as an array. */
  public float[] thresholdArray() {
    float[] array = new float[thresholds.size()];
    for (int exit = 0; exit < array.length; exit++) {
      array[exit] = thresholds.get(exit);
    }
    return array;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import java.util.SplittableRandom;

/** Puts rows into a random order of their own. */
public final class Shuffle {
  private Shuffle() {}

  /** The rows in an order that depends on the seed and their number only (Fisher and Yates). */
  public static int[] of(int[] rows, long seed) {
    int[] shuffled = rows.clone();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int row = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = row;
    }
    return shuffled;
  }
}

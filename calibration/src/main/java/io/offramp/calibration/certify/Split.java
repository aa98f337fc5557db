// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import java.util.Arrays;

/** One way of sharing out rows: row numbers, and the part of delta that their tests may spend. */
final class Split {
  private final int[] tuning;
  private final int[] testing;
  private final int[] costing;
  private final double deltaShare;

  /**
   * A share-out; arrays are not copied.
   *
   * @param tuning rows that paths are fitted to
   * @param testing rows that test the risk
   * @param costing rows that test the cost
   * @param deltaShare in (0,1]
   */
  Split(int[] tuning, int[] testing, int[] costing, double deltaShare) {
    this.tuning = tuning;
    this.testing = testing;
    this.costing = costing;
    this.deltaShare = deltaShare;
  }

  /** The same with no more than so many rows testing the risk. */
  Split testingAtMost(int most) {
    return testing.length <= most
        ? this
        : new Split(tuning, Arrays.copyOf(testing, most), costing, deltaShare);
  }

  int[] tuning() {
    return tuning;
  }

  int[] testing() {
    return testing;
  }

  int[] costing() {
    return costing;
  }

  double deltaShare() {
    return deltaShare;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

/** Thresholds on scores with what they come to on the rows they were searched on. */
public final class Candidate {
  private final double[] thresholds;
  private final double cost;
  private final double loss;

  Candidate(double[] thresholds, double cost, double loss) {
    this.thresholds = thresholds.clone();
    this.cost = cost;
    this.loss = loss;
  }

  /** A copy of the K-1 thresholds; positive infinity where no row leaves. */
  public double[] thresholds() {
    return thresholds.clone();
  }

  /** The mean cost, in (0,1]. */
  public double cost() {
    return cost;
  }

  /** The mean loss. */
  public double loss() {
    return loss;
  }
}

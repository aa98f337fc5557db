// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

/**
 * What a threshold vector does to a set of rows.
 *
 * @param rows all rows
 * @param labelled those whose label is known
 * @param harmful labelled rows that the last exit gets right and the policy wrong
 * @param helpful labelled rows that the policy gets right and the last exit wrong
 * @param differing rows, labelled or not, that the policy answers differently from the last exit
 * @param cost the sum of the rows' costs
 * @param squaredCost the sum of their squares
 */
public record LevelCounts(
    int rows,
    int labelled,
    int harmful,
    int helpful,
    int differing,
    double cost,
    double squaredCost) {
  /** The mean cost of a row, in (0,1]. */
  public double meanCost() {
    return Math.min(1, cost / rows);
  }

  /** The observed accuracy drop: (harmful - helpful) / labelled. */
  public double accuracyDrop() {
    return (double) (harmful - helpful) / labelled;
  }

  /** The observed disagreement: differing / rows. */
  public double disagreement() {
    return (double) differing / rows;
  }

  /** The standard deviation of a row's cost. */
  public double costDeviation() {
    double mean = cost / rows;
    return Math.sqrt(Math.max(0, squaredCost / rows - mean * mean));
  }
}

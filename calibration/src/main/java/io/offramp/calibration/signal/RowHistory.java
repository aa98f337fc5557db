// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.signal;

import java.util.Arrays;

/** What the exits of one row have answered so far. */
final class RowHistory {
  private static final int USUAL_EXITS = 12;

  private int[] predictions = new int[USUAL_EXITS];
  private int exits;
  private int streak;
  private float maxProbability;
  private float sharedConfidence;
  private double sum;

  /** Takes the evidence of the next exit. */
  void add(ExitEvidence evidence) {
    if (exits == predictions.length) {
      predictions = Arrays.copyOf(predictions, 2 * exits);
    }
    boolean same = exits > 0 && predictions[exits - 1] == evidence.prediction();
    streak = same ? streak + 1 : 1;
    sharedConfidence = same ? Math.min(maxProbability, evidence.maxProbability()) : 0;
    maxProbability = evidence.maxProbability();
    sum += maxProbability;
    predictions[exits] = evidence.prediction();
    exits++;
  }

  /** The length of the run of equal predictions that ends at the last exit. */
  int streak() {
    return streak;
  }

  /** The smaller max-probability of the last two exits if they predict the same class, else 0. */
  float sharedConfidence() {
    return sharedConfidence;
  }

  /** How many exits predict what the last one predicts, that one included. */
  int votes() {
    int votes = 0;
    for (int exit = 0; exit < exits; exit++) {
      votes += predictions[exit] == predictions[exits - 1] ? 1 : 0;
    }
    return votes;
  }

  /** The mean of all max-probabilities. */
  double meanMaxProbability() {
    return sum / exits;
  }
}

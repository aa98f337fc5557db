// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import java.util.List;

/**
 * The expected calibration error: how far confidences are from the share of rows that are right
 * (Guo et al. 2017, arXiv 1706.04599, with 15 bins of equal width).
 */
public final class CalibrationError {
  /** Bins of confidence, (0, 1/15] to (14/15, 1]. */
  public static final int BINS = 15;

  private CalibrationError() {}

  /**
   * The mean over rows of what their bin's mean confidence and share of right answers differ by,
   * within 0 to 1.
   *
   * @param logits by row, by class; at least one row
   * @param labels by row
   * @param temperature by which logits are divided
   */
  public static double of(List<float[]> logits, List<Integer> labels, double temperature) {
    double[] confidence = new double[BINS];
    int[] right = new int[BINS];
    for (int row = 0; row < labels.size(); row++) {
      float[] values = logits.get(row);
      int answer = argMax(values);
      double sure = probability(values, answer, temperature);
      int bin = Math.max(0, Math.min(BINS - 1, (int) Math.ceil(sure * BINS) - 1));
      confidence[bin] += sure;
      if (answer == labels.get(row)) {
        right[bin]++;
      }
    }
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      error += Math.abs(confidence[bin] - right[bin]);
    }
    return error / labels.size();
  }

  /** The index of the greatest value; the first of equal ones. */
  public static int argMax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  private static double probability(float[] logits, int of, double temperature) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp((logit - logits[of]) / temperature);
    }
    return 1 / sum;
  }
}

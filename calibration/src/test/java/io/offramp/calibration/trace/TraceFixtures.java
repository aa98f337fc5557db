// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

import java.util.Arrays;

/** Rows made from what a test cares about: predictions and confidences. */
public final class TraceFixtures {
  private TraceFixtures() {}

  /** Probabilities in which a class has a confidence and the others share the rest equally. */
  public static float[] probabilities(int prediction, float confidence, int classes) {
    float[] row = new float[classes];
    Arrays.fill(row, classes == 1 ? 0 : (1 - confidence) / (classes - 1));
    row[prediction] = confidence;
    return row;
  }

  /** One row of K exits from its predictions and confidences, exit 1's first. */
  public static float[][] row(int[] predictions, float[] confidences, int classes) {
    float[][] row = new float[predictions.length][];
    for (int i = 0; i < predictions.length; i++) {
      row[i] = probabilities(predictions[i], confidences[i], classes);
    }
    return row;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import java.io.Serializable;

/**
 * An exit's classifier upon a pooled vector.
 *
 * @param weights [C,W], row-major
 * @param bias [C]
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of bulk data, compared by nobody
public record LinearHead(float[] weights, float[] bias) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Checks that the sizes fit.
   *
   * @throws IllegalArgumentException if the weights are not so many rows as there are biases
   */
  public LinearHead {
    if (weights.length % Math.max(1, bias.length) != 0
        || (bias.length == 0 && weights.length > 0)) {
      throw new IllegalArgumentException(
          "Cannot classify with %d weights and %d biases (must be a row of weights for each bias)"
              .formatted(weights.length, bias.length));
    }
  }

  /** All 0: every class is equally likely. */
  public static LinearHead zero(int classes, int width) {
    return new LinearHead(new float[classes * width], new float[classes]);
  }

  /** Number of classes C. */
  public int classes() {
    return bias.length;
  }

  /** Number of features W. */
  public int width() {
    return weights.length / bias.length;
  }

  /** The logits [C] of a pooled vector [W], added up in double precision. */
  public float[] logits(float[] pooled) {
    if (pooled.length != width()) {
      throw new IllegalArgumentException(
          "Cannot classify a vector of %d values (must be %d)".formatted(pooled.length, width()));
    }
    float[] logits = new float[bias.length];
    for (int label = 0; label < logits.length; label++) {
      double sum = bias[label];
      int start = label * pooled.length;
      for (int i = 0; i < pooled.length; i++) {
        sum += (double) weights[start + i] * pooled[i];
      }
      logits[label] = (float) sum;
    }
    return logits;
  }
}

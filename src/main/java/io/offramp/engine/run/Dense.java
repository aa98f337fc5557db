// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.encoder.Activation;

/** The layer between an exit's pooling and its classifier, computed here for one row at a time. */
final class Dense {
  private final int width;
  private final Activation activation;
  private final float[] columns;
  private final float[] bias;

  /**
   * A layer.
   *
   * @param rows [W,W+1]: for each number that it gives its weights and its bias
   */
  Dense(float[] rows, int width, Activation activation) {
    this.width = width;
    this.activation = activation;
    this.columns = new float[width * width];
    this.bias = new float[width];
    for (int out = 0; out < width; out++) {
      for (int in = 0; in < width; in++) {
        columns[in * width + out] = rows[out * (width + 1) + in];
      }
      bias[out] = rows[out * (width + 1) + width];
    }
  }

  /** Column by column, as processors then add many numbers side by side. */
  float[] of(float[] pooled) {
    float[] values = bias.clone();
    for (int in = 0; in < width; in++) {
      float value = pooled[in];
      int column = in * width;
      for (int out = 0; out < width; out++) {
        values[out] += value * columns[column + out];
      }
    }
    for (int out = 0; out < width; out++) {
      values[out] = (float) activation.of(values[out]);
    }
    return values;
  }
}

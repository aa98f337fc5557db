// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.encoder.Task;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * An exit's head, computed here: a row's logits are so few operations that a kernel's call would
 * cost more. A row's result does not depend on the others.
 */
final class Head {
  /**
   * From so many classes on the inner loop runs over classes, as processors add them side by side.
   */
  private static final int MANY_CLASSES = 16;

  private final int classes;
  private final int width;
  private final float[] weights;
  private final float[] bias;
  private final Optional<Dense> dense;
  private final Task task;

  /** A linear head that tells one label. */
  Head(float[] rows, int classes, int width) {
    this(rows, classes, width, Optional.empty());
  }

  /** A head that tells one label. */
  Head(float[] rows, int classes, int width, Optional<Dense> dense) {
    this(rows, classes, width, dense, Task.SINGLE_LABEL);
  }

  /**
   * A head.
   *
   * @param rows [C,W+1]: for each class its weights and its bias
   * @param dense the layer before it
   * @param task what its logits are made probabilities for
   */
  Head(float[] rows, int classes, int width, Optional<Dense> dense, Task task) {
    this.dense = dense;
    this.task = task;
    this.classes = classes;
    this.width = width;
    this.weights = new float[classes * width];
    this.bias = new float[classes];
    for (int label = 0; label < classes; label++) {
      for (int i = 0; i < width; i++) {
        int place = classes < MANY_CLASSES ? label * width + i : i * classes + label;
        weights[place] = rows[label * (width + 1) + i];
      }
      bias[label] = rows[label * (width + 1) + width];
    }
  }

  /**
   * The class probabilities [C] of a row, or of a regression its number and confidence.
   *
   * @param sums has the row's W values next
   * @param divisor of the values: the row's tokens, if they are a sum over them
   * @param pooled room for W values
   */
  float[] probabilities(FloatBuffer sums, float divisor, float[] pooled) {
    sums.get(pooled, 0, width);
    if (dense.isEmpty()) {
      return answer(products(pooled), divisor);
    }
    for (int i = 0; i < width; i++) {
      pooled[i] /= divisor;
    }
    return answer(products(dense.get().of(pooled)), 1);
  }

  private float[] products(float[] pooled) {
    float[] logits = new float[classes];
    if (classes < MANY_CLASSES) {
      for (int label = 0; label < classes; label++) {
        logits[label] = product(pooled, label * width);
      }
    } else {
      for (int i = 0; i < width; i++) {
        float value = pooled[i];
        for (int label = 0; label < classes; label++) {
          logits[label] += value * weights[i * classes + label];
        }
      }
    }
    return logits;
  }

  /** In four sums, so that additions need not wait for each other. */
  private float product(float[] pooled, int from) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i + 3 < width; i += 4) {
      a += pooled[i] * weights[from + i];
      b += pooled[i + 1] * weights[from + i + 1];
      c += pooled[i + 2] * weights[from + i + 2];
      d += pooled[i + 3] * weights[from + i + 3];
    }
    for (; i < width; i++) {
      a += pooled[i] * weights[from + i];
    }
    return (a + b) + (c + d);
  }

  private float[] answer(float[] logits, float divisor) {
    return switch (task) {
      case SINGLE_LABEL -> softmax(logits, divisor);
      case MULTI_LABEL -> sigmoids(logits, divisor);
      case REGRESSION -> number(logits, divisor);
    };
  }

  /** The number, and 1 / (1 + exp(z)). */
  private float[] number(float[] logits, float divisor) {
    float most = Task.MOST_LOG_SPREAD;
    logits[0] = logits[0] / divisor + bias[0];
    float spread = Math.max(-most, Math.min(most, logits[1] / divisor + bias[1]));
    logits[1] = (float) (1 / (1 + Math.exp(spread)));
    return logits;
  }

  private float[] sigmoids(float[] logits, float divisor) {
    for (int label = 0; label < classes; label++) {
      logits[label] = (float) (1 / (1 + Math.exp(-(logits[label] / divisor + bias[label]))));
    }
    return logits;
  }

  private float[] softmax(float[] logits, float divisor) {
    float greatest = Float.NEGATIVE_INFINITY;
    for (int label = 0; label < classes; label++) {
      logits[label] = logits[label] / divisor + bias[label];
      greatest = Math.max(greatest, logits[label]);
    }
    float sum = 0;
    for (int label = 0; label < classes; label++) {
      logits[label] = (float) Math.exp(logits[label] - greatest);
      sum += logits[label];
    }
    for (int label = 0; label < classes; label++) {
      logits[label] /= sum;
    }
    return logits;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.util.List;

/**
 * What a checkpoint says of a tensor.
 *
 * @param name as the model that was saved calls it, such as {@code bert.pooler.dense.weight}
 * @param type what its elements are
 * @param shape its sizes, outermost first; empty for a single number
 */
public record TensorInfo(String name, ElementType type, List<Long> shape) {
  private static final int MAX_RANK = 64;

  /** Refuses a shape with a negative size, or of more elements than a long counts. */
  public TensorInfo {
    shape = List.copyOf(shape);
    if (!isCountable(shape)) {
      throw new IllegalArgumentException(
          "Cannot shape tensor '%s' %s (sizes must be at least 0, at most %d of them, and their product below 2^63)"
              .formatted(Shown.of(name), Shown.of(shape.toString()), MAX_RANK));
    }
  }

  /** How many elements it has. */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Whether a tensor can have these sizes. */
  static boolean isCountable(List<Long> sizes) {
    if (sizes.size() > MAX_RANK) {
      return false;
    }
    long product = 1;
    for (long size : sizes) {
      if (size < 0 || (size > 0 && product > Long.MAX_VALUE / size)) {
        return false;
      }
      product *= size;
    }
    return true;
  }
}

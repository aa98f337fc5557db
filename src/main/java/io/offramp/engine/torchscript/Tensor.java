// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torchscript;

import java.util.Arrays;

/**
 * A named float32 tensor on the host, row-major.
 *
 * @param name attribute name in the module: a Python identifier
 * @param shape sizes per dimension; empty for a scalar
 * @param values as many elements as the shape holds
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of bulk data, compared by nobody
public record Tensor(String name, long[] shape, float[] values) {
  /** Checks that name, shape and values fit together. */
  public Tensor {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new IllegalArgumentException(
          "Cannot name a tensor '" + name + "' (must be a Python identifier)");
    }
    if (Arrays.stream(shape).anyMatch(size -> size < 0)) {
      throw new IllegalArgumentException(
          "Cannot shape tensor '%s' %s (no size may be negative)"
              .formatted(name, Arrays.toString(shape)));
    }
    long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (elements != values.length) {
      throw new IllegalArgumentException(
          "Cannot shape tensor '%s': %d values do not fill %s (must be %d)"
              .formatted(name, values.length, Arrays.toString(shape), elements));
    }
  }

  /** Distance, in elements, between neighbours along each dimension of a row-major layout. */
  long[] strides() {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= shape[d];
    }
    return strides;
  }
}

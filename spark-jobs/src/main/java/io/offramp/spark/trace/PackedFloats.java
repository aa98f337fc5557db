// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Floats as bytes, which Java's serialization writes in one go; an array it writes one by one. */
final class PackedFloats implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;

  /**
   * Some of the values, {@code width} after one another each time.
   *
   * @param values rows of {@code width}; or none
   * @param order numbers of rows
   */
  PackedFloats(float[] values, int[] order, int width) {
    bytes = new byte[values.length == 0 ? 0 : order.length * width * Float.BYTES];
    for (int i = 0, at = 0; at < bytes.length; i++) {
      for (int column = 0; column < width; column++, at += Float.BYTES) {
        FLOATS.set(bytes, at, values[order[i] * width + column]);
      }
    }
  }

  boolean isEmpty() {
    return bytes.length == 0;
  }

  float get(int i) {
    return (float) FLOATS.get(bytes, i * Float.BYTES);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import org.apache.spark.sql.catalyst.util.ArrayData;
import org.jspecify.annotations.Nullable;

/**
 * A cell with arrays of floats or of doubles, as Spark holds it: no number of it is an object. To
 * be looked at before the next row is asked for, which may be written over it.
 */
final class NestedNumbers {
  private final ArrayData arrays;
  private final boolean doubles;

  /**
   * @param doubles whether its numbers are doubles, else floats
   */
  NestedNumbers(ArrayData arrays, boolean doubles) {
    this.arrays = arrays;
    this.doubles = doubles;
  }

  /** How many arrays there are. */
  int length() {
    return arrays.numElements();
  }

  /** The numbers of one array; null if it is missing. */
  @Nullable Numbers array(int index) {
    return arrays.isNullAt(index) ? null : new Numbers(arrays.getArray(index), doubles);
  }

  /** One array. */
  record Numbers(ArrayData values, boolean doubles) {
    int length() {
      return values.numElements();
    }

    boolean isMissing(int index) {
      return values.isNullAt(index);
    }

    double number(int index) {
      return doubles ? values.getDouble(index) : values.getFloat(index);
    }
  }
}

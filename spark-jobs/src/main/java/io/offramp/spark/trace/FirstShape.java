// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many exits and classes the first row with probabilities has, which all others must have too.
 */
final class FirstShape {
  private FirstShape() {}

  /**
   * Looks at the table's first row.
   *
   * @param matrices one column, without nulls
   * @return K, and C of the first exit
   * @throws IllegalArgumentException if there is none, or it cannot be used
   */
  static int[] of(TraceSource source, Dataset<Row> matrices) {
    FlatMapFunction<Iterator<Row>, Serializable> first = FirstShape::first;
    List<Serializable> found = RawRows.map(matrices, first).take(1);
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use traces %s: no row has probabilities in column '%s' (must be arrays such as [[0.1,0.9],[0,1]])"
              .formatted(source.path(), Objects.requireNonNull(source.columns().probabilities())));
    }
    if (found.get(0) instanceof int[] shape) {
      return shape;
    }
    throw new IllegalArgumentException(
        "Cannot use traces %s: in the first row with probabilities, %s"
            .formatted(source.path(), found.get(0)));
  }

  /** Runs in a task; gives the shape, or as a text why the row has none that can be used. */
  private static Iterator<Serializable> first(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return List.<Serializable>of().iterator();
    }
    Serializable shape;
    try {
      float[][] probabilities = MatrixCell.read(rows.next().get(0));
      shape =
          probabilities.length == 0 || probabilities[0].length == 0
              ? "there are none (must be arrays such as [[0.1,0.9],[0,1]])"
              : new int[] {probabilities.length, probabilities[0].length};
    } catch (BadRow e) {
      shape = e.problem();
    }
    return List.of(shape).iterator();
  }
}

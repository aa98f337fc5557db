// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.NumberScale;
import java.util.List;

/** The labels of a batch, as {@link ObjectiveScript} takes them. */
final class Targets {
  private Targets() {}

  /**
   * Classes [B] int64, or where several may apply [B,C] float32, 1 where one does; standardised
   * numbers [B] float32.
   */
  static NDArray of(List<LabelledRow> rows, EncoderShape shape, NDManager scope) {
    return switch (shape.task()) {
      case SINGLE_LABEL -> scope.create(rows.stream().mapToLong(LabelledRow::label).toArray());
      case MULTI_LABEL -> sets(rows, shape.classes(), scope);
      case REGRESSION -> numbers(rows, shape.numbers(), scope);
    };
  }

  private static NDArray numbers(List<LabelledRow> rows, NumberScale scale, NDManager scope) {
    float[] targets = new float[rows.size()];
    for (int row = 0; row < targets.length; row++) {
      targets[row] = (float) scale.standardised(rows.get(row).number());
    }
    return scope.create(targets);
  }

  private static NDArray sets(List<LabelledRow> rows, int classes, NDManager scope) {
    float[] targets = new float[Math.multiplyExact(rows.size(), classes)];
    for (int row = 0; row < rows.size(); row++) {
      for (int label : rows.get(row).labels()) {
        targets[row * classes + label] = 1;
      }
    }
    return scope.create(targets, new Shape(rows.size(), classes));
  }
}

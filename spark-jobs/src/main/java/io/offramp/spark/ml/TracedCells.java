// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.signal.ExitEvidence;
import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/** Reads the answers of a row's exits, from 0. Messages say what is wrong, not which row it is. */
final class TracedCells implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double SUM_TOLERANCE = 1e-3;

  private final boolean answers;
  private final int first;
  private final int predictions;

  TracedCells(TracedColumns columns, StructType schema) {
    this.answers = columns.answers();
    this.first = schema.fieldIndex(columns.read().get(0));
    this.predictions = answers ? schema.fieldIndex(columns.read().get(1)) : first;
  }

  /** Whether there are confidences and predictions only. */
  boolean answers() {
    return answers;
  }

  /** Whether a row has no answers. */
  boolean isMissing(Row row) {
    return row.isNullAt(first) || row.isNullAt(predictions);
  }

  /**
   * How many exits answer.
   *
   * @throws IllegalArgumentException if there are not as many confidences as predictions
   */
  int exits(Row row) {
    int exits = array(row, first).length();
    if (exits != array(row, predictions).length()) {
      throw new IllegalArgumentException(
          "a row has %d confidences and %d predictions (must be one each for every exit)"
              .formatted(exits, array(row, predictions).length()));
    }
    return exits;
  }

  /** How many classes an exit has probabilities of. */
  int classes(Row row, int exit) {
    return ((Seq<?>) cell(row, first, exit)).length();
  }

  /**
   * What an exit says.
   *
   * @param keys numbers the predictions; not asked if there are probabilities
   * @throws IllegalArgumentException if a number is missing or out of range, or probabilities do
   *     not sum to 1
   */
  ExitEvidence evidence(Row row, int exit, ClassKeys keys) {
    Object cell = cell(row, first, exit);
    if (!answers) {
      return weighed((Seq<?>) cell, exit);
    }
    float confidence = ((Number) cell).floatValue();
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException(
          "the confidence of exit %d is %s (must be in [0,1]; give probabilities, not logits)"
              .formatted(exit + 1, cell));
    }
    return ExitEvidence.ofAnswer(keys.code(cell(row, predictions, exit)), confidence);
  }

  /** The predicted class, as it was given; its index if there are probabilities. */
  Object prediction(Row row, int exit, ExitEvidence evidence) {
    return answers ? cell(row, predictions, exit) : (Object) evidence.prediction();
  }

  private static ExitEvidence weighed(Seq<?> numbers, int exit) {
    float[] probabilities = new float[numbers.length()];
    double sum = 0;
    for (int c = 0; c < probabilities.length; c++) {
      probabilities[c] = numbers.apply(c) instanceof Number p ? p.floatValue() : Float.NaN;
      sum += probabilities[c];
      if (!(probabilities[c] >= 0 && probabilities[c] <= 1)) {
        throw new IllegalArgumentException(
            "the probability of class %d at exit %d is %s (must be in [0,1]; give probabilities, not logits)"
                .formatted(c, exit + 1, numbers.apply(c)));
      }
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new IllegalArgumentException(
          "the probabilities of exit %d sum to %s (must be 1 to within %s)"
              .formatted(exit + 1, (float) sum, SUM_TOLERANCE));
    }
    return ExitEvidence.of(probabilities);
  }

  private static Seq<?> array(Row row, int column) {
    return (Seq<?>) row.get(column);
  }

  private static Object cell(Row row, int column, int exit) {
    @Nullable Object cell = array(row, column).apply(exit);
    if (cell == null) {
      throw new IllegalArgumentException(
          "exit %d of a row says nothing (must be there for every exit; a row that could not be run is null as a whole)"
              .formatted(exit + 1));
    }
    return cell;
  }
}

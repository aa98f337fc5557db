// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.spark.ml.NumberText;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Numbers in a table's cells, whatever their type: a number, or a text such as CSV has. */
final class CellNumbers {
  /** By how much sums of floats go over 1. */
  private static final double ROUNDING = 1e-6;

  private CellNumbers() {}

  /**
   * A confidence or probability as a float in [0,1]; up to 1e-6 more than 1 counts as rounding.
   *
   * @param what the cell's name, for the message
   * @throws BadRow if it is missing, no number, or out of range
   */
  static float unit(@Nullable Object cell, String what) throws BadRow {
    double value = number(cell, what, "a number in [0,1]");
    if (!(value >= 0 && value <= 1 + ROUNDING)) {
      throw new BadRow(
          "%s is %s (must be in [0,1]; give probabilities, not logits)".formatted(what, cell));
    }
    return (float) Math.min(1, value);
  }

  /**
   * An exit's number, such as 1 or the number of its layer.
   *
   * @throws BadRow if it is missing or no finite number
   */
  static double exit(@Nullable Object cell, String what) throws BadRow {
    double value = number(cell, what, "the exit's number, such as 1 or its layer's");
    if (!Double.isFinite(value)) {
      throw new BadRow("%s is %s (must be finite)".formatted(what, cell));
    }
    return value == 0 ? 0 : value; // one zero
  }

  /** The bits of a float32 that a cell holds; empty if it holds no finite number. */
  static OptionalInt code(Object cell) {
    try {
      float single = (float) number(cell, "the cell", "a finite number");
      return Float.isFinite(single)
          ? OptionalInt.of(Float.floatToIntBits(single == 0 ? 0 : single))
          : OptionalInt.empty();
    } catch (BadRow e) {
      return OptionalInt.empty(); // the caller says where it stands
    }
  }

  private static double number(@Nullable Object cell, String what, String must) throws BadRow {
    if (cell instanceof Number number) {
      return number.doubleValue();
    }
    if (ClassName.isMissing(cell)) {
      throw new BadRow("%s is missing (must be %s)".formatted(what, must));
    }
    try {
      if (cell instanceof String text) {
        return NumberText.parse(text);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new BadRow("%s is '%s' (must be %s)".formatted(what, cell, must));
  }
}

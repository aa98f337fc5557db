// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

import java.util.OptionalDouble;

/**
 * When two answers of a row are the same, of which each is an int: classes if they are equal,
 * numbers, told by the bits of a float32, if they are {@linkplain NearNumbers within a tolerance}.
 *
 * <p>Being near is no equivalence: of three answers the first and the last may differ though both
 * are near the second. What is asked is always about two.
 *
 * @param tolerance of numbers, positive; empty: answers are classes
 */
record Answers(OptionalDouble tolerance) {
  static final Answers CLASSES = new Answers(OptionalDouble.empty());

  static Answers within(double tolerance) {
    if (!(tolerance > 0 && tolerance < Double.POSITIVE_INFINITY)) {
      throw new TraceException(
          "Cannot compare numbers within %s (must be positive and finite)".formatted(tolerance));
    }
    return new Answers(OptionalDouble.of(tolerance));
  }

  boolean areNumbers() {
    return tolerance.isPresent();
  }

  boolean same(int one, int other) {
    return areNumbers()
        ? NearNumbers.areWithin(number(one), number(other), tolerance.getAsDouble())
        : one == other;
  }

  /** Never {@link RowStore#UNLABELLED}, which are the bits of no finite number. */
  static int code(float number) {
    return Float.floatToIntBits(number);
  }

  static float number(int code) {
    return Float.intBitsToFloat(code);
  }
}

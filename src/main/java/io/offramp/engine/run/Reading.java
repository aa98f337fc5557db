// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.signal.ExitEvidence;
import io.offramp.engine.encoder.Architecture;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.NumberScale;
import java.util.OptionalDouble;

/**
 * How a model's probabilities are read, by its task. Those of a regression are two numbers: the
 * answer, and how sure the exit is of it.
 */
interface Reading {
  /** What the exits of one row say; signals compare its predictions within the row only. */
  interface OfRow {
    /** The evidence of an exit's probabilities [C]; the same for the same answer. */
    ExitEvidence evidence(float[] probabilities);
  }

  /** Begins a row. */
  OfRow start();

  /** Whether in another batch the row might be answered otherwise, as signals must know. */
  boolean mayAnswerOtherwise(ExitEvidence evidence);

  /** Whether an answer is the row's own only if it runs alone. */
  boolean isInDoubt(float[] probabilities);

  /** The answer of a row that leaves at an exit. */
  ExitAnswer answer(int exit, float[] probabilities);

  /** Whether both say the same of a row. */
  boolean agree(float[] one, float[] other);

  /** Whether both rows are answered alike, at whatever exits. */
  default boolean agree(ExitAnswer one, ExitAnswer other) {
    return one.labels().equals(other.labels());
  }

  /** As the model's task asks for. */
  static Reading of(Architecture architecture) {
    return switch (architecture.task()) {
      case SINGLE_LABEL -> SingleLabelReading.INSTANCE;
      case MULTI_LABEL -> MultiLabelReading.INSTANCE;
      case REGRESSION -> of(((EncoderShape) architecture).numbers());
    };
  }

  private static Reading of(NumberScale numbers) {
    return new NumberReading(
        numbers.equals(NumberScale.UNIT)
            ? OptionalDouble.empty()
            : OptionalDouble.of(numbers.scale()));
  }
}

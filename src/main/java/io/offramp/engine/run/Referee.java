// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.text.TokenizedText;

/**
 * Decides about rows so that decisions are the rows' own: where the batch's numbers stand within
 * rounding noise of another decision, the row is run alone and those numbers decide.
 *
 * <p>The margins are about a hundred-thousandth wide, so few rows pay for it; it makes exits and
 * labels independent of batching. {@link RowJudge} decides whether a row leaves, {@link #answer}
 * what it is answered with.
 */
final class Referee {
  private final LoneRun alone;
  private final Reading reading;
  private final int classes;
  private final boolean exact;

  /**
   * The referee of a model. At less than float32 it decides nothing: the engine's own kernels give
   * a row the same result in every batch on CPUs, and where others do not, as a module of the
   * user's own may, their wobble is too wide to run every row alone that is within it.
   */
  static Referee of(EarlyExitModel model) {
    return new Referee(
        new LoneRun(model), model.reading(), model.classes(), model.precision() != Precision.FP32);
  }

  /** Of a model of one label a row. */
  Referee(LoneRun alone, int classes, boolean exact) {
    this(alone, SingleLabelReading.INSTANCE, classes, exact);
  }

  Referee(LoneRun alone, Reading reading, int classes, boolean exact) {
    this.alone = alone;
    this.reading = reading;
    this.classes = classes;
    this.exact = exact;
  }

  /** Begins to decide about a row. */
  RowJudge judge(ExitPolicy policy, TokenizedText row) {
    return new RowJudge(
        policy, row, alone, reading, exact ? RowNoise.NONE : RowNoise.of(policy.signal(), classes));
  }

  /** The answer of a row that leaves at an exit, where its batch gives it these probabilities. */
  ExitAnswer answer(int exit, float[] probabilities, TokenizedText row) {
    float[] trusted =
        !exact && reading.isInDoubt(probabilities) ? alone.probabilities(row, exit) : probabilities;
    return reading.answer(exit, trusted);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.signal.ExitEvidence;
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
  private final int classes;

  Referee(LoneRun alone, int classes) {
    this.alone = alone;
    this.classes = classes;
  }

  /** Begins to decide about a row. */
  RowJudge judge(ExitPolicy policy, TokenizedText row) {
    return new RowJudge(policy, row, alone, classes);
  }

  /** The answer of a row that leaves at an exit, where its batch gives it these probabilities. */
  ExitAnswer answer(int exit, float[] probabilities, TokenizedText row) {
    float[] trusted = Noise.hasTie(probabilities) ? alone.probabilities(row, exit) : probabilities;
    ExitEvidence evidence = ExitEvidence.of(trusted);
    return new ExitAnswer(exit, evidence.prediction(), evidence.maxProbability());
  }
}

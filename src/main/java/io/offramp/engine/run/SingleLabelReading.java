// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.signal.ExitEvidence;

/** The most probable class is the answer. */
enum SingleLabelReading implements Reading {
  /** The only one; it holds no state. */
  INSTANCE;

  @Override
  public OfRow start() {
    return ExitEvidence::of;
  }

  @Override
  public boolean mayAnswerOtherwise(ExitEvidence evidence) {
    return Noise.mayPredictAnother(evidence);
  }

  @Override
  public boolean isInDoubt(float[] probabilities) {
    return Noise.hasTie(probabilities);
  }

  @Override
  public ExitAnswer answer(int exit, float[] probabilities) {
    ExitEvidence evidence = ExitEvidence.of(probabilities);
    return new ExitAnswer(exit, evidence.prediction(), evidence.maxProbability());
  }

  @Override
  public boolean agree(float[] one, float[] other) {
    return ExitEvidence.of(one).prediction() == ExitEvidence.of(other).prediction();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.signal.ExitEvidence;
import io.offramp.calibration.signal.LabelSet;
import java.util.ArrayList;
import java.util.List;

/** The set of classes of probability 0.5 or more is the answer. */
enum MultiLabelReading implements Reading {
  /** The only one; it holds no state. */
  INSTANCE;

  @Override
  public OfRow start() {
    return new Numbered();
  }

  @Override
  public boolean mayAnswerOtherwise(ExitEvidence evidence) {
    return Noise.mayFlipLabel(evidence.maxProbability());
  }

  @Override
  public boolean isInDoubt(float[] probabilities) {
    return Noise.mayFlipLabel(LabelSet.of(probabilities).sureness());
  }

  @Override
  public ExitAnswer answer(int exit, float[] probabilities) {
    LabelSet set = LabelSet.of(probabilities);
    List<Float> all = new ArrayList<>(probabilities.length);
    for (float probability : probabilities) {
      all.add(probability);
    }
    return new ExitAnswer(exit, set.labels(), set.sureness(), all);
  }

  @Override
  public boolean agree(float[] one, float[] other) {
    return LabelSet.of(one).labels().equals(LabelSet.of(other).labels());
  }

  /** Numbers the sets of one row in the order in which it meets them. */
  private static final class Numbered implements OfRow {
    private final List<List<Integer>> sets = new ArrayList<>();

    @Override
    public ExitEvidence evidence(float[] probabilities) {
      LabelSet set = LabelSet.of(probabilities);
      int number = sets.indexOf(set.labels());
      if (number < 0) {
        number = sets.size();
        sets.add(set.labels());
      }
      return ExitEvidence.ofAnswer(number, set.sureness());
    }
  }
}

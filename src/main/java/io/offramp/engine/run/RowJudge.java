// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.signal.ExitEvidence;
import io.offramp.calibration.signal.RowSignal;
import io.offramp.calibration.signal.Signal;
import io.offramp.engine.text.TokenizedText;

/**
 * Decides at exit after exit whether one row leaves, so that the decision is the row's own.
 *
 * <p>Where the signal stands within {@linkplain RowNoise noise} of its threshold, the batch's
 * numbers are not trusted: the row is run alone and those numbers decide. If the signal looks at
 * earlier exits, so they are where some exit so far might have answered otherwise; the row is then
 * run alone from the first exit on, and what its exits say alone is what the signal remembers.
 */
final class RowJudge {
  private final ExitPolicy policy;
  private final TokenizedText row;
  private final LoneRun alone;
  private final Reading reading;
  private final Reading.OfRow answers;
  private final RowNoise noise;
  private RowSignal signal;
  private boolean historyInDoubt;
  private int exit;

  /** Of a row with one label. */
  RowJudge(ExitPolicy policy, TokenizedText row, LoneRun alone, RowNoise noise) {
    this(policy, row, alone, SingleLabelReading.INSTANCE, noise);
  }

  RowJudge(ExitPolicy policy, TokenizedText row, LoneRun alone, Reading reading, RowNoise noise) {
    this.policy = policy;
    this.row = row;
    this.alone = alone;
    this.reading = reading;
    this.answers = reading.start();
    this.noise = noise;
    this.signal = policy.signal().start();
  }

  /**
   * Whether the row leaves at the next exit; asked for exits 1, 2, … until it does.
   *
   * @param probabilities what that exit says in the row's batch
   */
  boolean leaves(float[] probabilities) {
    exit++;
    if (exit == policy.exits()) {
      return true;
    }
    ExitEvidence evidence = answers.evidence(probabilities);
    float value = signal.next(evidence);
    double wobble = noise.next(evidence, value);
    historyInDoubt |=
        noise != RowNoise.NONE
            && policy.signal().usesEarlierExits()
            && reading.mayAnswerOtherwise(evidence);
    double threshold = policy.thresholds().get(exit - 1);
    // Signals are in [0,1]: at 0 every row leaves and at infinity none, whatever the batch.
    boolean open = threshold > 0 && threshold <= 1;
    if (open && (historyInDoubt || tooClose(value, threshold, wobble))) {
      value = signalAlone();
    }
    return policy.leaves(exit, value);
  }

  /** A signal that does not move may equal its threshold. */
  static boolean tooClose(double signal, double threshold, double noise) {
    return noise > 0 && Math.abs(signal - threshold) <= noise;
  }

  private float signalAlone() {
    Signal kind = policy.signal();
    if (!kind.usesEarlierExits()) {
      return kind.start().next(answers.evidence(alone.probabilities(row, exit)));
    }
    signal = kind.start();
    historyInDoubt = false;
    float value = 0;
    for (float[] probabilities : alone.probabilitiesUpTo(row, exit)) {
      value = signal.next(answers.evidence(probabilities));
    }
    return value;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.signal.ExitEvidence;
import io.offramp.engine.text.TokenizedText;

/**
 * Decides about a row so that the decision is the row's own.
 *
 * <p>When a signal stands within rounding noise of its threshold, or the two best labels within
 * noise of each other, the batch's numbers are not trusted: the row is run alone and those numbers
 * decide. The margins are about a hundred-thousandth wide, so few rows pay for it; it makes exits
 * and labels independent of batching.
 */
final class Referee {
  // Observed float32 wobble between batch shapes is below 1e-6; the margins are several times that.
  private static final double RELATIVE_NOISE = 2e-5;
  private static final double ABSOLUTE_NOISE = 3e-7;
  private static final double TIE = 3e-6;

  private final LoneRun alone;

  Referee(LoneRun alone) {
    this.alone = alone;
  }

  boolean leaves(ExitPolicy policy, int exit, float[] probabilities, TokenizedText row) {
    double signal = policy.signal().start().next(ExitEvidence.of(probabilities));
    if (exit < policy.exits() && tooClose(signal, policy.thresholds().get(exit - 1))) {
      signal = policy.signal().start().next(ExitEvidence.of(alone.probabilities(row, exit)));
    }
    return policy.leaves(exit, signal);
  }

  ExitAnswer answer(int exit, float[] probabilities, TokenizedText row) {
    float[] trusted = hasTie(probabilities) ? alone.probabilities(row, exit) : probabilities;
    int label = argMax(trusted);
    return new ExitAnswer(exit, label, trusted[label]);
  }

  /**
   * Noise of a probability p is that of its logit times p(1-p), plus float32's own grain near 1.
   */
  static boolean tooClose(double signal, double threshold) {
    double noise = RELATIVE_NOISE * signal * (1 - signal) + ABSOLUTE_NOISE;
    return Math.abs(signal - threshold) <= noise;
  }

  private static boolean hasTie(float[] probabilities) {
    float best = Float.NEGATIVE_INFINITY;
    float second = Float.NEGATIVE_INFINITY;
    for (float probability : probabilities) {
      if (probability > best) {
        second = best;
        best = probability;
      } else if (probability > second) {
        second = probability;
      }
    }
    return best - second <= TIE;
  }

  private static int argMax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.signal.ExitEvidence;
import io.offramp.calibration.signal.HistorySignal;
import io.offramp.calibration.signal.LearnedSignal;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.signal.SignalFeatures;
import java.util.List;

/**
 * By how much a signal may differ between two batches that a row runs in, exit after exit, if no
 * prediction so far {@linkplain Noise#mayPredictAnother differs}.
 *
 * <ul>
 *   <li>max-probability, margin and certainty move as {@link Noise} says.
 *   <li>patience and vote count predictions and do not move.
 *   <li>patience-confidence, a minimum of two probabilities, moves by at most what the one that
 *       moves more does.
 *   <li>mean-max-probability moves by at most the mean of what its probabilities move.
 *   <li>A learned signal s = 1 / (1 + exp(-z)) moves by at most s (1-s) d exp(d), and by at most d
 *       / 4, if z moves by at most d: the slope s (1-s) is at most 1/4 and changes by at most a
 *       factor exp(d) on the way. d is the sum of what its features move, each times its weight's
 *       size.
 * </ul>
 */
interface RowNoise {
  /** Where batches give a row the same numbers, bit for bit. */
  RowNoise NONE = (evidence, signal) -> 0;

  /**
   * The noise at the next exit; asked for exits 1..K-1 in order.
   *
   * @param evidence what that exit says, made of probabilities
   * @param signal the signal there
   * @return a number &ge; 0
   */
  double next(ExitEvidence evidence, float signal);

  /**
   * Begins a row.
   *
   * @param classes the model's number of classes, C
   */
  static RowNoise of(Signal signal, int classes) {
    if (signal instanceof LoneExitSignal lone) {
      return ofLone(lone, classes);
    }
    if (signal instanceof HistorySignal history) {
      return ofHistory(history.kind());
    }
    if (signal instanceof LearnedSignal learned) {
      return new OfLearned(learned, classes);
    }
    throw new IllegalArgumentException(
        "Cannot bound the noise of signal \"%s\" (must be a known one)".formatted(signal.id()));
  }

  private static RowNoise ofLone(LoneExitSignal signal, int classes) {
    return switch (signal) {
      case MAX_PROBABILITY -> (evidence, value) -> Noise.ofProbability(value);
      case MARGIN -> (evidence, value) -> Noise.ofMargin(evidence);
      case CERTAINTY -> (evidence, value) -> Noise.ofCertainty(evidence, classes);
    };
  }

  private static RowNoise ofHistory(HistorySignal.Kind kind) {
    return switch (kind) {
      case PATIENCE, VOTE -> (evidence, value) -> 0;
      case PATIENCE_CONFIDENCE -> new OfMinimum();
      case MEAN_MAX_PROBABILITY -> new OfMean();
    };
  }

  /** Of the smaller of the last two max-probabilities. */
  final class OfMinimum implements RowNoise {
    private double before;

    @Override
    public double next(ExitEvidence evidence, float signal) {
      double now = Noise.ofProbability(evidence.maxProbability());
      double noise = Math.max(before, now);
      before = now;
      return noise;
    }
  }

  /** Of the mean of the max-probabilities. */
  final class OfMean implements RowNoise {
    private double sum;
    private int exits;

    @Override
    public double next(ExitEvidence evidence, float signal) {
      sum += Noise.ofProbability(evidence.maxProbability());
      exits++;
      return sum / exits + Noise.GRAIN;
    }
  }

  /** Of a learned signal. */
  final class OfLearned implements RowNoise {
    private final LearnedSignal signal;
    private final List<SignalFeatures.Feature> layout;
    private final int classes;
    private final OfMean mean = new OfMean();
    private int exits;

    OfLearned(LearnedSignal signal, int classes) {
      this.signal = signal;
      this.layout = SignalFeatures.layout(signal.usesProbabilities());
      this.classes = classes;
    }

    @Override
    public double next(ExitEvidence evidence, float value) {
      double ofMean = mean.next(evidence, value);
      List<Double> weights = signal.weights().get(exits);
      exits++;
      double d = 0;
      for (int i = 0; i < layout.size(); i++) {
        d += Math.abs(weights.get(i)) * ofFeature(layout.get(i), evidence, ofMean);
      }
      double slope = (double) value * (1 - value) + Noise.GRAIN;
      return Math.min(d / 4, slope * d * Math.exp(d)) + Noise.GRAIN;
    }

    private double ofFeature(SignalFeatures.Feature feature, ExitEvidence evidence, double ofMean) {
      return switch (feature) {
        case CONSTANT, STREAK, VOTES -> 0;
        case LOGIT -> ofLogit(evidence.maxProbability());
        case MARGIN -> Noise.ofMargin(evidence);
        case CERTAINTY -> Noise.ofCertainty(evidence, classes);
        case MEAN_MAX_PROBABILITY -> ofMean;
      };
    }

    /** Near 0 and 1 the logit is steep, until it is clipped. */
    private static double ofLogit(double p) {
      double noise = Noise.ofProbability(p);
      double here = SignalFeatures.logit(p);
      return Math.max(
          SignalFeatures.logit(p + noise) - here, here - SignalFeatures.logit(p - noise));
    }
  }
}

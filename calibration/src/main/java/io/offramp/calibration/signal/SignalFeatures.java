// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.signal;

import java.util.List;

/**
 * The features of one row at exit after exit, from which a {@link LearnedSignal} is computed and on
 * which it is learned; not thread-safe.
 *
 * <p>There are two layouts: with all class probabilities known, every {@link Feature} in its order;
 * without them, all but margin and certainty.
 */
public final class SignalFeatures {
  /** One number about a row at an exit; K is the model's number of exits. */
  public enum Feature {
    /** Always 1. */
    CONSTANT,
    /** ln(p / (1-p)) of the max-probability p, clipped to [1e-6, 1 - 1e-7]. */
    LOGIT,
    /** The greatest minus the second-greatest probability. */
    MARGIN,
    /** 1 - H / ln C. */
    CERTAINTY,
    /** The length of the run of equal predictions that ends at the exit, divided by K. */
    STREAK,
    /** The number of exits so far that predict what the exit predicts, divided by K. */
    VOTES,
    /** The mean of the max-probabilities of all exits so far. */
    MEAN_MAX_PROBABILITY
  }

  private static final double LEAST_PROBABILITY = 1e-6;
  private static final double GREATEST_PROBABILITY = 1 - 1e-7;
  private static final List<Feature> ALL = List.of(Feature.values());
  private static final List<Feature> OF_ANSWERS =
      ALL.stream().filter(f -> f != Feature.MARGIN && f != Feature.CERTAINTY).toList();

  private final List<Feature> layout;
  private final int exits;
  private final RowHistory history = new RowHistory();

  /**
   * Begins a row.
   *
   * @param exits the model's number of exits, K
   * @param probabilities whether all class probabilities are known
   */
  public SignalFeatures(int exits, boolean probabilities) {
    this.layout = layout(probabilities);
    this.exits = exits;
  }

  /** The features of a layout, in their order. */
  public static List<Feature> layout(boolean probabilities) {
    return probabilities ? ALL : OF_ANSWERS;
  }

  /**
   * The features at the next exit; asked for exits 1..K-1 in order.
   *
   * @param into receives them; as long as the layout
   */
  public void next(ExitEvidence evidence, double[] into) {
    history.add(evidence);
    for (int i = 0; i < into.length; i++) {
      into[i] = value(layout.get(i), evidence);
    }
  }

  private double value(Feature feature, ExitEvidence evidence) {
    return switch (feature) {
      case CONSTANT -> 1;
      case LOGIT -> logit(evidence.maxProbability());
      case MARGIN -> evidence.margin();
      case CERTAINTY -> evidence.certainty();
      case STREAK -> (double) history.streak() / exits;
      case VOTES -> (double) history.votes() / exits;
      case MEAN_MAX_PROBABILITY -> history.meanMaxProbability();
    };
  }

  /**
   * The {@link Feature#LOGIT} of a max-probability.
   *
   * @param maxProbability any number; clipped to [1e-6, 1 - 1e-7]
   */
  public static double logit(double maxProbability) {
    double p = Math.min(GREATEST_PROBABILITY, Math.max(LEAST_PROBABILITY, maxProbability));
    return StrictMath.log(p / (1 - p));
  }
}

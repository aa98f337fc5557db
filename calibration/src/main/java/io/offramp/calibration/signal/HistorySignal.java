// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.signal;

import java.util.OptionalInt;

/**
 * A signal of the answers of all exits so far, in a model of K exits.
 *
 * @param kind what is made of the answers
 * @param exits K &ge; 1
 */
public record HistorySignal(Kind kind, int exits) implements Signal {
  /** What is made of the answers. */
  public enum Kind {
    /**
     * The length of the run of equal predictions that ends at an exit, divided by K.
     *
     * <p>Source: W. Zhou, C. Xu, T. Ge, J. McAuley, K. Xu, F. Wei, "BERT Loses Patience" (PABEE),
     * NeurIPS 2020, whose rows leave once so many exits in succession agree.
     */
    PATIENCE("patience") {
      @Override
      float of(RowHistory history, int exits) {
        return (float) history.streak() / exits;
      }
    },

    /**
     * The smaller max-probability of an exit and the one before if they predict the same class,
     * else 0; 0 at exit 1.
     *
     * <p>Source: after Z. Zhang, W. Zhu, J. Zhang, P. Wang, R. Jin, T. Chung, "PCEE-BERT", Findings
     * of NAACL 2022, whose rows leave once several exits in succession are confident.
     */
    PATIENCE_CONFIDENCE("patience-confidence") {
      @Override
      float of(RowHistory history, int exits) {
        return history.sharedConfidence();
      }
    },

    /**
     * The number of exits so far that predict what the exit predicts, divided by K.
     *
     * <p>Source: the votes of exits in F. Ilhan and others, "Adaptive Deep Neural Network Inference
     * Optimization with EENet", WACV 2024, and D. Bajpai, M. Hanawal, "BEEM: Boosting Performance
     * of Early Exit DNNs using Multi-Exit Classifiers as Experts", ICLR 2025.
     */
    VOTE("vote") {
      @Override
      float of(RowHistory history, int exits) {
        return (float) history.votes() / exits;
      }
    },

    /** The mean of the max-probabilities of all exits so far. */
    MEAN_MAX_PROBABILITY("mean-max-probability") {
      @Override
      float of(RowHistory history, int exits) {
        return (float) history.meanMaxProbability();
      }
    };

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /** The signal at the last exit of a history. */
    abstract float of(RowHistory history, int exits);
  }

  /**
   * Checks the number of exits.
   *
   * @throws IllegalArgumentException if it is not 1 or more
   */
  public HistorySignal {
    if (exits < 1) {
      throw new IllegalArgumentException(
          "Cannot make signal \"%s\" for %d exits (must be 1 or more)".formatted(kind.id, exits));
    }
  }

  @Override
  public String id() {
    return kind.id;
  }

  @Override
  public boolean usesProbabilities() {
    return false;
  }

  @Override
  public boolean usesEarlierExits() {
    return true;
  }

  @Override
  public OptionalInt madeForExits() {
    return OptionalInt.of(exits);
  }

  @Override
  public RowSignal start() {
    RowHistory history = new RowHistory();
    return evidence -> {
      history.add(evidence);
      return kind.of(history, exits);
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import java.util.OptionalDouble;

/**
 * How to train.
 *
 * @param epochs most passes over the training rows
 * @param patience epochs without a better dev result after which training stops
 * @param batchSize rows a step
 * @param rate how far steps go
 * @param weightDecay AdamW's decoupled decay
 * @param wordDropout probability with which a word's embedding is zeroed
 * @param dropout probability with which a number of a layer's outcome is zeroed
 * @param seed of shuffling, dropout and initial weights
 * @param threads cores a kernel may use
 * @param clipNorm greatest norm of all gradients together; empty: they are used as they are
 * @param objective what is minimised
 */
public record TrainingOptions(
    int epochs,
    int patience,
    int batchSize,
    LearningRate rate,
    double weightDecay,
    double wordDropout,
    double dropout,
    long seed,
    int threads,
    OptionalDouble clipNorm,
    Objective objective) {

  /** Checks every number. */
  public TrainingOptions {
    require(epochs >= 1, "epochs", epochs, "at least 1");
    require(patience >= 1, "patience", patience, "at least 1");
    require(batchSize >= 1, "batch size", batchSize, "at least 1");
    require(
        weightDecay >= 0 && weightDecay < 1, "weight decay", weightDecay, "at least 0, below 1");
    require(
        wordDropout >= 0 && wordDropout < 1, "word dropout", wordDropout, "at least 0, below 1");
    require(dropout >= 0 && dropout < 1, "dropout", dropout, "at least 0, below 1");
    require(threads >= 1, "threads", threads, "at least 1");
    double norm = clipNorm.orElse(1);
    require(norm > 0 && norm < Double.POSITIVE_INFINITY, "clip norm", norm, "positive");
  }

  /**
   * One rate, no dropout but of words, no clipping, and the plain mean of the exits'
   * cross-entropies.
   */
  public TrainingOptions(
      int epochs,
      int patience,
      int batchSize,
      double learningRate,
      double warmUpShare,
      double weightDecay,
      double wordDropout,
      long seed,
      int threads) {
    this(
        epochs,
        patience,
        batchSize,
        new LearningRate(learningRate, warmUpShare),
        weightDecay,
        wordDropout,
        0,
        seed,
        threads,
        OptionalDouble.empty(),
        Objective.MEAN);
  }

  private static void require(boolean holds, String what, Number value, String must) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot train with %s %s (must be %s)".formatted(what, value, must));
    }
  }
}

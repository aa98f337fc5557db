// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

/**
 * How far steps go.
 *
 * @param peak of the schedule
 * @param warmUpShare share of all steps in which the rate climbs to its peak
 * @param layerDecay D, the rate of a layer over that of the layer above it; embeddings learn D
 *     times as fast as the first layer, exits as fast as the last
 */
public record LearningRate(double peak, double warmUpShare, double layerDecay) {
  /** Checks the numbers. */
  public LearningRate {
    require(peak > 0 && peak < 1, "learning rate", peak, "between 0 and 1");
    require(
        warmUpShare >= 0 && warmUpShare < 1, "warm-up share", warmUpShare, "at least 0, below 1");
    require(layerDecay > 0 && layerDecay <= 1, "layer decay", layerDecay, "above 0, at most 1");
  }

  /** The same for all layers. */
  public LearningRate(double peak, double warmUpShare) {
    this(peak, warmUpShare, 1);
  }

  private static void require(boolean holds, String what, double value, String must) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot train with %s %s (must be %s)".formatted(what, value, must));
    }
  }
}

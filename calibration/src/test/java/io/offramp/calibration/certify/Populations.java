// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import java.util.Random;

/** Populations that are hard on a guarantee, each in its own way. */
final class Populations {
  private static final double[] COSTS = {0.25, 0.5, 0.75, 1};

  private Populations() {}

  /** Later exits are better, confidence tells right from wrong fairly well. */
  static Population typical() {
    return graded(1 << 20);
  }

  /** As typical, but with four possible confidences only. */
  static Population heavyTies() {
    return graded(4);
  }

  private static Population graded(int distinctConfidences) {
    Random random = new Random(1);
    Population population = new Population(COSTS);
    for (int i = 0; i < 4000; i++) {
      int[] predictions = new int[4];
      float[] confidences = new float[4];
      double ease = random.nextGaussian();
      for (int exit = 0; exit < 4; exit++) {
        double margin = 1.2 + ease + 0.7 * exit + random.nextGaussian();
        double step = Math.floor(distinctConfidences * Math.tanh(Math.abs(margin) / 2));
        predictions[exit] = margin > 0 ? 1 : 0;
        confidences[exit] = (float) (0.505 + 0.49 * step / distinctConfidences);
      }
      population.add(1, predictions, confidences);
    }
    return population;
  }

  /**
   * One confidence everywhere: below it all rows leave at exit 1, where the risk is a hair above
   * the given share of ten thousand rows.
   */
  static Population justAbove(double share) {
    Population population = new Population(COSTS);
    long harmful = Math.round(share * 10_000) + 1;
    for (int i = 0; i < 10_000; i++) {
      int first = i < harmful ? 0 : 1;
      population.add(1, new int[] {first, 1, 1, 1}, new float[] {0.9f, 0.9f, 0.9f, 0.9f});
    }
    return population;
  }

  /** As typical, but exit 2 always errs, and is as sure of itself as any. */
  static Population oneExitAlwaysWrong() {
    Random random = new Random(2);
    Population population = new Population(COSTS);
    for (int i = 0; i < 4000; i++) {
      float first = 0.51f + 0.48f * random.nextFloat();
      int firstAnswer = random.nextFloat() < first ? 1 : 0;
      float second = 0.51f + 0.48f * random.nextFloat() * random.nextFloat();
      float third = 0.51f + 0.48f * random.nextFloat();
      population.add(
          1, new int[] {firstAnswer, 0, 1, 1}, new float[] {first, second, third, 0.99f});
    }
    return population;
  }

  /** The risk is worst at a medium level and falls again below it. */
  static Population riskNotMonotone() {
    Population population = new Population(COSTS);
    for (int i = 0; i < 4000; i++) {
      // A row in twelve is wrong at exit 2 only, and reaches it only while the level is above 0.6.
      int second = i % 12 == 0 ? 0 : 1;
      population.add(1, new int[] {1, second, 1, 1}, new float[] {0.6f, 0.8f, 0.9f, 0.95f});
    }
    return population;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Populations that are hard on a guarantee, each in its own way. */
public final class Populations {
  private static final double[] COSTS = {0.25, 0.5, 0.75, 1};
  private static final int ROWS = 1000;

  private Populations() {}

  /** Later exits are better, confidence tells right from wrong fairly well. */
  public static Population typical() {
    return graded(1 << 20, 1);
  }

  /** As typical, but a share of the rows have a label. */
  static Population typical(double labelledShare) {
    return graded(1 << 20, labelledShare);
  }

  /** As typical, but with four possible confidences only. */
  static Population heavyTies() {
    return graded(4, 1);
  }

  private static Population graded(int distinctConfidences, double labelledShare) {
    Random random = new Random(1);
    Population.Builder population = new Population.Builder(2, COSTS);
    for (int i = 0; i < ROWS; i++) {
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
    return population.build(labelledShare);
  }

  /**
   * One confidence everywhere: below it all rows leave at exit 1, where the accuracy drop is a hair
   * above a share of ten thousand rows.
   *
   * @param helpful the share of rows that exit 1 alone gets right; so many more are harmful
   */
  static Population justAbove(double share, double helpful) {
    return atExit1(share, helpful, 1);
  }

  /** As {@link #justAbove}, but with an accuracy drop of just the share. */
  static Population justAt(double share, double helpful) {
    return atExit1(share, helpful, 0);
  }

  private static Population atExit1(double share, double helpful, int more) {
    Population.Builder population = new Population.Builder(2, COSTS);
    long helpfulRows = Math.round(helpful * 10_000);
    long harmfulRows = Math.round(share * 10_000) + helpfulRows + more;
    for (int i = 0; i < 10_000; i++) {
      int first = i < harmfulRows ? 0 : 1;
      int last = i >= harmfulRows && i < harmfulRows + helpfulRows ? 0 : 1;
      population.add(1, new int[] {first, last, last, last}, 0.9f, 0.9f, 0.9f, 0.9f);
    }
    return population.build();
  }

  /** As typical, but exit 2 always errs, and is as sure of itself as any. */
  static Population oneExitAlwaysWrong() {
    Random random = new Random(2);
    Population.Builder population = new Population.Builder(2, COSTS);
    for (int i = 0; i < ROWS; i++) {
      float first = 0.51f + 0.48f * random.nextFloat();
      int firstAnswer = random.nextFloat() < first ? 1 : 0;
      float second = 0.51f + 0.48f * random.nextFloat() * random.nextFloat();
      float third = 0.51f + 0.48f * random.nextFloat();
      population.add(1, new int[] {firstAnswer, 0, 1, 1}, first, second, third, 0.99f);
    }
    return population.build();
  }

  /** The risk is worst at a medium level and falls again below it. */
  static Population riskNotMonotone() {
    Population.Builder population = new Population.Builder(2, COSTS);
    for (int i = 0; i < 12; i++) {
      // A row in twelve is wrong at exit 2 only, and reaches it only while the level is above 0.6.
      int second = i == 0 ? 0 : 1;
      population.add(1, new int[] {1, second, 1, 1}, 0.6f, 0.8f, 0.9f, 0.95f);
    }
    return population.build();
  }

  /** Many levels whose risks are all just above 5%, but of different rows: one will look good. */
  static Population unluckyDips() {
    Population.Builder population =
        new Population.Builder(2, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1);
    float[] confidences = {0.55f, 0.6f, 0.65f, 0.7f, 0.75f, 0.8f, 0.85f, 0.9f, 0.95f, 0.99f};
    for (int i = 0; i < 1000; i++) {
      int row = i;
      int[] predictions =
          IntStream.range(0, 10).map(exit -> exit < 9 && row / 55 == exit ? 0 : 1).toArray();
      population.add(1, predictions, confidences);
    }
    return population.build();
  }

  /**
   * Early exits that are sure of themselves and often wrong; later ones are cautious and right.
   * Four classes.
   */
  public static Population overconfident(int exits, int rows) {
    Random random = new Random(3);
    double[] costs = IntStream.rangeClosed(1, exits).mapToDouble(k -> (double) k / exits).toArray();
    Population.Builder population = new Population.Builder(4, costs);
    for (int i = 0; i < rows; i++) {
      double ease = 1.6 * random.nextGaussian();
      int label = random.nextInt(4);
      int[] predictions = new int[exits];
      float[] confidences = new float[exits];
      double noise = random.nextGaussian();
      for (int exit = 0; exit < exits; exit++) {
        double depth = (exit + 1.0) / exits;
        noise = 0.8 * noise + 0.6 * random.nextGaussian();
        double margin = 0.4 + ease + 3.2 * depth + noise;
        predictions[exit] = margin > 0 ? label : (label + 1 + random.nextInt(3)) % 4;
        double stretch = 3.2 - 2.4 * depth; // the earlier, the further from the truth
        confidences[exit] =
            (float)
                Math.min(1, Math.max(0.26, 1 / (1 + Math.exp(-stretch * Math.abs(margin) - 0.5))));
      }
      population.add(label, predictions, confidences);
    }
    return population.build();
  }

  /** All confidences are equal, whatever the answers, which are wrong now and then. */
  static Population constantConfidence() {
    Random random = new Random(4);
    Population.Builder population = new Population.Builder(3, COSTS);
    float[] confidences = new float[4];
    Arrays.fill(confidences, 0.7f);
    for (int i = 0; i < ROWS; i++) {
      int[] predictions = new int[4];
      for (int exit = 0; exit < 4; exit++) {
        predictions[exit] = random.nextDouble() < 0.07 - 0.015 * exit ? 0 : 2;
      }
      population.add(2, predictions, confidences);
    }
    return population.build();
  }

  /** Twelve exits whose confidences mean nothing; all but the last err with a probability. */
  static Population meaningless(double wrong) {
    Random random = new Random(5);
    double[] costs = IntStream.rangeClosed(1, 12).mapToDouble(k -> k / 12.0).toArray();
    Population.Builder population = new Population.Builder(2, costs);
    for (int i = 0; i < ROWS; i++) {
      int[] predictions = new int[12];
      float[] confidences = new float[12];
      for (int exit = 0; exit < 12; exit++) {
        predictions[exit] = exit < 11 && random.nextDouble() < wrong ? 0 : 1;
        confidences[exit] = 0.5f + 0.5f * random.nextFloat();
      }
      population.add(1, predictions, confidences);
    }
    return population.build();
  }
}

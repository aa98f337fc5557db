// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/** Tables of random rows. */
final class Tables {
  static final float[] FEW_CONFIDENCES = {0.3f, 0.6f, 0.65f, 0.8f, 0.81f, 0.9f, 0.95f, 1f};

  private Tables() {}

  /** Answers and confidences without any pattern, many ties, a quarter of the labels missing. */
  static ExitTable ties(int exits, int classes, int rows, Random random) {
    return table(ties(exits, classes, rows, random, 4));
  }

  private static Trace ties(int exits, int classes, int rows, Random random, int missing) {
    TraceBuilder builder = Trace.builder(costs(exits), classes);
    for (int row = 0; row < rows; row++) {
      int[] predictions = random.ints(exits, 0, classes).toArray();
      float[] confidences = new float[exits];
      for (int exit = 0; exit < exits; exit++) {
        confidences[exit] = FEW_CONFIDENCES[random.nextInt(FEW_CONFIDENCES.length)];
      }
      boolean known = random.nextInt(missing) > 0;
      int label = random.nextInt(classes);
      builder.addAnswers(
          known ? OptionalInt.of(label) : OptionalInt.empty(), predictions, confidences);
    }
    return builder.build();
  }

  /**
   * Later exits are better; confidence says something; confidences have as many values as asked.
   */
  static ExitTable graded(int exits, int rows, int values, Random random) {
    TraceBuilder builder = Trace.builder(costs(exits), 2);
    for (int row = 0; row < rows; row++) {
      int[] predictions = new int[exits];
      float[] confidences = new float[exits];
      double ease = random.nextGaussian();
      for (int exit = 0; exit < exits; exit++) {
        double margin = 0.8 + ease + 1.6 * exit / exits + random.nextGaussian();
        predictions[exit] = margin > 0 ? 1 : 0;
        double step = Math.floor(values * Math.tanh(Math.abs(margin) / 2));
        confidences[exit] = (float) (0.505 + 0.49 * step / values);
      }
      builder.addAnswers(OptionalInt.of(1), predictions, confidences);
    }
    return table(builder.build());
  }

  /** Effects of all kinds without any pattern. */
  static ExitTable everyEffect(int exits, int rows, Random random) {
    float[][] signals = new float[exits - 1][rows];
    byte[][] effects = new byte[exits - 1][rows];
    for (int exit = 0; exit < exits - 1; exit++) {
      for (int row = 0; row < rows; row++) {
        signals[exit][row] = FEW_CONFIDENCES[random.nextInt(FEW_CONFIDENCES.length)];
        effects[exit][row] = (byte) (random.nextInt(8) - 1);
      }
    }
    return new ExitTable(costs(exits), signals, new float[rows], effects, new boolean[rows]);
  }

  static ExitTable table(Trace trace) {
    return new ExitTables(trace).of(LoneExitSignal.MAX_PROBABILITY);
  }

  static int[] all(ExitTable table) {
    return IntStream.range(0, table.rows()).toArray();
  }

  private static ExitCosts costs(int exits) {
    return ExitCosts.of(
        IntStream.rangeClosed(1, exits).mapToDouble(k -> (double) k / exits).toArray());
  }
}

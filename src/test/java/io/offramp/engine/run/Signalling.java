// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.signal.LearnedSignal;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.signal.SignalFeatures;
import io.offramp.calibration.signal.Signals;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/** Every signal, and what policies of them should do by a trace. */
final class Signalling {
  private Signalling() {}

  /** All that go by name, and a learned one of each layout with weights of some size. */
  static List<Signal> signals(int exits) {
    List<Signal> signals = new ArrayList<>(Signals.all(exits));
    Random random = new Random(3);
    for (boolean probabilities : new boolean[] {false, true}) {
      int size = SignalFeatures.layout(probabilities).size();
      signals.add(
          new LearnedSignal(
              IntStream.range(1, exits)
                  .mapToObj(exit -> random.doubles(size, -2, 2).boxed().toList())
                  .toList()));
    }
    return signals;
  }

  static Trace trace(List<float[][]> rows, ExitCosts costs) {
    TraceBuilder builder = Trace.builder(costs, rows.get(0)[0].length);
    rows.forEach(row -> builder.add(OptionalInt.empty(), row));
    return builder.build();
  }

  /**
   * Thresholds by which about a third of the rows that come to an exit leave there, each the signal
   * of some row; infinite where all rows have one signal.
   *
   * @param columns [K-1][rows]
   */
  static double[] thresholds(float[][] columns) {
    double[] thresholds = new double[columns.length];
    boolean[] left = new boolean[columns[0].length];
    for (int column = 0; column < columns.length; column++) {
      float[] values = columns[column];
      double[] staying =
          IntStream.range(0, left.length)
              .filter(row -> !left[row])
              .mapToDouble(row -> values[row])
              .sorted()
              .toArray();
      double least = staying[0];
      thresholds[column] =
          Arrays.stream(staying)
              .skip(2L * staying.length / 3)
              .filter(value -> value > least)
              .findFirst()
              .orElse(Double.POSITIVE_INFINITY);
      for (int row = 0; row < left.length; row++) {
        left[row] |= values[row] >= thresholds[column];
      }
    }
    return thresholds;
  }

  /** What a policy answers every row with, by its signal's columns [K-1][rows]. */
  static List<ExitAnswer> expected(List<float[][]> rows, float[][] columns, ExitPolicy policy) {
    List<ExitAnswer> answers = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      int exit = 1;
      while (exit < policy.exits() && !policy.leaves(exit, columns[exit - 1][row])) {
        exit++;
      }
      answers.add(Scoring.answerAt(rows.get(row), exit));
    }
    return answers;
  }
}

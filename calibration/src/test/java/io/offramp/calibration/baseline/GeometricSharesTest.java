// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.ThresholdPath;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compared with the definition, which sorts the rows that are left at each exit. */
final class GeometricSharesTest {
  /** Few different values make ties. */
  @ParameterizedTest
  @CsvSource({"200, 1000000", "200, 7", "1, 5", "3, 1"})
  void path_anyRows_isTheDefinition(int rows, int values) {
    Random random = new Random(rows * 31L + values);
    float[][] signals = new float[3][rows];
    for (float[] column : signals) {
      for (int row = 0; row < rows; row++) {
        column[row] = random.nextInt(values) / (float) values;
      }
    }
    ExitTable table =
        new ExitTable(
            ExitCosts.of(0.25, 0.5, 0.75, 1),
            signals,
            new float[rows],
            new byte[3][rows],
            new boolean[rows]);
    int[] chosen = IntStream.range(0, rows).filter(row -> row % 5 != 3).toArray();

    ThresholdPath path = GeometricShares.path(table, chosen);

    for (int level = 0; level < path.size(); level++) {
      double ratio = Math.exp(4 * (1 - 2.0 * level / (path.size() - 1)));
      assertThat(path.thresholds(level)).containsExactly(byDefinition(signals, chosen, ratio));
    }
  }

  private static float[] byDefinition(float[][] signals, int[] rows, double ratio) {
    double total =
        IntStream.rangeClosed(0, signals.length).mapToDouble(k -> Math.pow(ratio, k)).sum();
    float[] thresholds = new float[signals.length];
    int[] staying = rows;
    for (int exit = 0; exit < signals.length; exit++) {
      float[] column = signals[exit];
      long leaving = Math.round(rows.length * Math.pow(ratio, exit) / total);
      float[] sorted = new float[staying.length];
      for (int i = 0; i < sorted.length; i++) {
        sorted[i] = column[staying[i]];
      }
      Arrays.sort(sorted);
      float threshold =
          leaving == 0 || sorted.length == 0
              ? Float.POSITIVE_INFINITY
              : sorted[(int) Math.max(0, sorted.length - leaving)];
      thresholds[exit] = threshold;
      staying = Arrays.stream(staying).filter(row -> column[row] < threshold).toArray();
    }
    return thresholds;
  }
}

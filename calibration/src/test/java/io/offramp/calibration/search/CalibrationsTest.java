// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.offramp.calibration.policy.ExitCosts;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;

class CalibrationsTest {
  private static final ExitTable SAMPLE = sample();

  private static ExitTable sample() {
    List<String[]> rows = Golden.rows("calibration-sample.csv");
    float[][] signals = new float[3][rows.size()];
    byte[][] effects = new byte[3][rows.size()];
    for (int row = 0; row < rows.size(); row++) {
      for (int exit = 0; exit < 3; exit++) {
        signals[exit][row] = Float.parseFloat(rows.get(row)[2 * exit]);
        effects[exit][row] =
            rows.get(row)[2 * exit + 1].equals("1") ? ExitTable.AGREES : ExitTable.HARMFUL;
      }
    }
    float[] last = new float[rows.size()];
    return new ExitTable(
        ExitCosts.of(0.25, 0.5, 0.75, 1), signals, last, effects, new boolean[rows.size()]);
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/golden/calibration-scores.csv", useHeadersInDisplayName = true)
  void score_goldenSample_matchesScipyAndScikitLearn(
      String kind, int exit, float signal, double score) {
    ExitCalibration fit = Calibrations.ofId(kind).fit(SAMPLE, Tables.all(SAMPLE));
    assertThat(fit.score(exit, signal)).isCloseTo(score, within(2e-5 * (1 + Math.abs(score))));
  }

  @ParameterizedTest
  @EnumSource(Calibrations.class)
  void score_signalRises_neverFalls(Calibrations kind) {
    ExitCalibration fit = kind.fit(SAMPLE, Tables.all(SAMPLE));
    for (int exit = 0; exit < 3; exit++) {
      double before = Double.NEGATIVE_INFINITY;
      for (int bits = 0; bits <= Float.floatToIntBits(1); bits += 1031) {
        double score = fit.score(exit, Float.intBitsToFloat(bits));
        if (!(score >= before)) {
          assertThat(score).as("at bits %d", bits).isGreaterThanOrEqualTo(before);
        }
        before = score;
      }
    }
  }

  @Property(tries = 60)
  void threshold_anyLevel_isTheLeastFloatThatReachesIt(
      @ForAll Calibrations kind, @ForAll @IntRange(min = 1, max = 40) int rows, @ForAll long seed) {
    Random random = new Random(seed);
    ExitTable table =
        random.nextBoolean()
            ? Tables.ties(3, 2, rows, random)
            : Tables.graded(3, rows, 1 << 20, random);
    ExitCalibration fit = kind.fit(table, Tables.all(table));
    for (int i = 0; i < 60; i++) {
      int exit = random.nextInt(2);
      float signal = random.nextInt(3) == 0 ? table.signal(exit, 0) : random.nextFloat();
      double level = fit.score(exit, signal) + (i % 2) * 0.1 * random.nextGaussian();
      float threshold = fit.threshold(exit, level);
      if (threshold == Float.POSITIVE_INFINITY) {
        assertThat(fit.score(exit, 1)).isLessThan(level);
        continue;
      }
      assertThat(fit.score(exit, threshold)).isGreaterThanOrEqualTo(level);
      if (threshold > 0) {
        assertThat(fit.score(exit, Math.nextDown(threshold))).isLessThan(level);
      }
      if (i % 2 == 0) {
        assertThat(threshold).isLessThanOrEqualTo(signal);
      }
    }
  }

  /** An exit that is wrong whenever it is sure, one that never is, and one row. */
  @ParameterizedTest
  @EnumSource(Calibrations.class)
  void fit_degenerateExits_staysFiniteAndMonotone(Calibrations kind) {
    int n = 50;
    float[][] signals = new float[2][n];
    byte[][] effects = new byte[2][n];
    for (int row = 0; row < n; row++) {
      signals[0][row] = row < 25 ? 1 : 0.5f;
      effects[0][row] = row < 25 ? ExitTable.UNKNOWN : ExitTable.AGREES;
      signals[1][row] = 0.9f;
    }
    ExitTable table =
        new ExitTable(ExitCosts.of(0.3, 0.6, 1), signals, new float[n], effects, new boolean[n]);
    for (int[] rows : List.of(Tables.all(table), new int[] {3})) {
      ExitCalibration fit = kind.fit(table, rows);
      for (int exit = 0; exit < 2; exit++) {
        for (float signal : new float[] {0, 0.3f, 0.5f, 0.9f, 1}) {
          assertThat(fit.score(exit, signal)).isFinite().isLessThanOrEqualTo(fit.score(exit, 1));
        }
      }
    }
  }

  @Test
  void none_anyLevel_isTheThresholdItself() {
    ExitCalibration none = Calibrations.NONE.fit(SAMPLE, Tables.all(SAMPLE));
    assertThat(none.threshold(0, 0.75f)).isEqualTo(0.75f);
    assertThat(none.threshold(1, 0.1f + 1e-12)).isEqualTo(Math.nextUp(0.1f));
    assertThat(none.threshold(1, 1.001)).isEqualTo(Float.POSITIVE_INFINITY);
  }
}

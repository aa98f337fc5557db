// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.offramp.calibration.search.PoolAdjacentViolators.Blocks;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PoolAdjacentViolatorsTest {
  private static double[] fitted(double[] values, double[] weights) {
    Blocks blocks = PoolAdjacentViolators.fit(values, weights);
    double[] fitted = new double[values.length];
    for (int b = 0; b < blocks.size(); b++) {
      for (int i = blocks.start(b); i < blocks.end(b); i++) {
        fitted[i] = blocks.mean(b);
      }
    }
    return fitted;
  }

  @Test
  void fit_goldenInputs_matchesScikitLearn() {
    for (String[] row : Golden.rows("isotonic.csv")) {
      double[] fitted = fitted(Golden.numbers(row[0]), Golden.numbers(row[1]));
      assertThat(fitted).containsExactly(Golden.numbers(row[2]), within(1e-12));
    }
  }

  @Property(tries = 300)
  void fit_anyValues_isNonDecreasingKeepsTheMeanAndFitsItself(
      @ForAll @IntRange(min = 1, max = 80) int n, @ForAll long seed) {
    Random random = new Random(seed);
    double[] values = new double[n];
    double[] weights = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      values[i] = random.nextBoolean() ? random.nextInt(5) : random.nextGaussian();
      weights[i] = 0.1 + random.nextDouble();
      sum += values[i] * weights[i];
    }
    Blocks blocks = PoolAdjacentViolators.fit(values, weights);
    assertThat(blocks.start(0)).isZero();
    assertThat(blocks.end(blocks.size() - 1)).isEqualTo(n);
    for (int b = 1; b < blocks.size(); b++) {
      assertThat(blocks.start(b)).isEqualTo(blocks.end(b - 1));
      assertThat(blocks.mean(b)).isGreaterThan(blocks.mean(b - 1));
    }
    double[] fitted = fitted(values, weights);
    double after = 0;
    for (int i = 0; i < n; i++) {
      after += fitted[i] * weights[i];
    }
    assertThat(after).isCloseTo(sum, within(1e-9));
    assertThat(fitted(fitted, weights)).containsExactly(fitted, within(1e-12));
  }

  @Test
  void fit_equalMeans_areOneBlock() {
    assertThat(PoolAdjacentViolators.fit(new double[] {1, 1, 2}, new double[] {1, 2, 1}).size())
        .isEqualTo(2);
    assertThat(PoolAdjacentViolators.fit(new double[0], new double[0]).size()).isZero();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LogisticFitTest {
  @Test
  void fit_goldenInputs_matchesAGeneralMinimiser() {
    for (String[] row : Golden.rows("logistic.csv")) {
      int n = Integer.parseInt(row[0]);
      int d = Integer.parseInt(row[1]);
      double[] x = Golden.numbers(row[3]);
      double[] y = Golden.numbers(row[4]);
      boolean[] answers = new boolean[n];
      for (int i = 0; i < n; i++) {
        answers[i] = y[i] > 0;
      }
      double[] ridge = new double[d];
      Arrays.fill(ridge, Double.parseDouble(row[2]));
      double[] w =
          LogisticFit.fit(
              n,
              (i, into) -> System.arraycopy(x, i * d, into, 0, d),
              answers,
              Golden.numbers(row[5]),
              ridge);
      assertThat(w).containsExactly(Golden.numbers(row[6]), within(2e-6));
    }
  }

  @Test
  void fit_noExamples_isThePrior() {
    double[] prior = {0.5, -2};
    assertThat(LogisticFit.fit(0, (i, x) -> {}, new boolean[0], prior, new double[] {1, 1}))
        .containsExactly(prior);
  }

  /** Newton's method must not overshoot where the prior is far from what the rows say. */
  @Property(tries = 200)
  void fit_anyRows_leavesNoGradient(
      @ForAll @IntRange(min = 1, max = 60) int n,
      @ForAll @IntRange(min = 1, max = 4) int d,
      @ForAll @IntRange(min = 0, max = 3) int magnitude,
      @ForAll long seed) {
    assertLeavesNoGradient(n, d, magnitude, seed);
  }

  /** Steps are halved so often here that a few hundred of them do not reach the end. */
  @Test
  void fit_nearlySeparableRows_takesTheStepsItNeeds() {
    assertLeavesNoGradient(10, 4, 3, -852);
  }

  private static void assertLeavesNoGradient(int n, int d, int magnitude, long seed) {
    Random random = new Random(seed);
    double scale = Math.pow(10, magnitude - 1);
    double[][] x = new double[n][d];
    boolean[] answers = new boolean[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        x[i][j] = scale * random.nextGaussian();
      }
      answers[i] = random.nextInt(4) == 0;
    }
    double[] prior = random.doubles(d, -3, 3).toArray();
    double[] ridge = new double[d];
    Arrays.fill(ridge, 0.3);
    double[] w =
        LogisticFit.fit(
            n, (i, into) -> System.arraycopy(x[i], 0, into, 0, d), answers, prior, ridge);
    for (int j = 0; j < d; j++) {
      double gradient = ridge[j] * (w[j] - prior[j]);
      for (int i = 0; i < n; i++) {
        double p = 1 / (1 + Math.exp(-LogisticFit.dot(w, x[i])));
        gradient += (p - (answers[i] ? 1 : 0)) * x[i][j];
      }
      assertThat(gradient / (1 + scale * n)).as("gradient %d", j).isCloseTo(0, within(1e-7));
    }
  }
}

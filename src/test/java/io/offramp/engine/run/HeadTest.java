// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against float64, by the definition. */
class HeadTest {
  @ParameterizedTest
  @CsvSource({"2,8,1", "3,7,5", "15,64,128", "16,64,3", "151,33,17", "2,1,1"})
  void probabilities_areTheSoftmaxOfTheMeansLogits(int classes, int width, int tokens) {
    Random random = new Random(classes * 31L + width);
    float[] rows = floats(random, classes * (width + 1));
    float[] sums = floats(random, 3 * width);
    Head head = new Head(rows, classes, width);
    FloatBuffer buffer = FloatBuffer.wrap(sums);
    for (int row = 0; row < 3; row++) {
      float[] actual = head.probabilities(buffer, tokens, new float[width]);
      double[] expected = expected(rows, sums, row * width, classes, width, tokens);
      assertThat(actual).hasSize(classes);
      for (int label = 0; label < classes; label++) {
        assertThat((double) actual[label]).isCloseTo(expected[label], within(1e-5));
      }
    }
  }

  private static double[] expected(
      float[] rows, float[] sums, int from, int classes, int width, int tokens) {
    double[] values = new double[classes];
    double sum = 0;
    for (int label = 0; label < classes; label++) {
      double logit = rows[label * (width + 1) + width];
      for (int i = 0; i < width; i++) {
        logit += (double) rows[label * (width + 1) + i] * sums[from + i] / tokens;
      }
      values[label] = Math.exp(logit);
      sum += values[label];
    }
    for (int label = 0; label < classes; label++) {
      values[label] /= sum;
    }
    return values;
  }

  private static float[] floats(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return values;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.offramp.engine.encoder.Activation;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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

  /** The dense layer sees the mean itself: what follows it is not linear. */
  @ParameterizedTest
  @EnumSource(Activation.class)
  void probabilities_denseLayerBefore_areThoseOfWhatItGives(Activation activation) {
    int width = 13;
    int tokens = 7;
    Random random = new Random(activation.id().hashCode());
    float[] rows = floats(random, 3 * (width + 1));
    float[] dense = floats(random, width * (width + 1));
    float[] sums = floats(random, width);
    float[] inner = new float[width];
    for (int out = 0; out < width; out++) {
      double value = dense[out * (width + 1) + width];
      for (int in = 0; in < width; in++) {
        value += (double) dense[out * (width + 1) + in] * sums[in] / tokens;
      }
      inner[out] = (float) activation.of(value);
    }
    Head head = new Head(rows, 3, width, Optional.of(new Dense(dense, width, activation)));
    float[] actual = head.probabilities(FloatBuffer.wrap(sums), tokens, new float[width]);
    double[] expected = expected(rows, inner, 0, 3, width, 1);
    for (int label = 0; label < 3; label++) {
      assertThat((double) actual[label]).isCloseTo(expected[label], within(1e-5));
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

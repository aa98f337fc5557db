// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TemperatureScalingTest {
  private static List<float[]> logits(int rows, int classes, double deviation, Random random) {
    List<float[]> logits = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      float[] values = new float[classes];
      for (int c = 0; c < classes; c++) {
        values[c] = (float) (deviation * random.nextGaussian());
      }
      logits.add(values);
    }
    return logits;
  }

  /** A label drawn from softmax(logits / temperature). */
  private static int draw(float[] logits, double temperature, Random random) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit / temperature);
    }
    double left = random.nextDouble() * sum;
    int label = 0;
    while (label < logits.length - 1 && left >= Math.exp(logits[label] / temperature)) {
      left -= Math.exp(logits[label] / temperature);
      label++;
    }
    return label;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.25, 0.8, 1, 2.5, 6})
  void fit_labelsDrawnAtATemperature_recoversIt(double temperature) {
    Random random = new Random(7);
    List<float[]> logits = logits(20_000, 4, 2 * temperature, random);
    List<Integer> labels = new ArrayList<>();
    for (float[] row : logits) {
      labels.add(draw(row, temperature, random));
    }
    assertThat(TemperatureScaling.fit(logits, labels)).isCloseTo(temperature, withPercentage(5));
  }

  @Property(tries = 300)
  void fit_anyLogits_isAsGoodAsAnyOtherTemperature(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 30) int rows,
      @ForAll @IntRange(min = 1, max = 5) int classes,
      @ForAll @DoubleRange(min = 0, max = 50) double deviation) {
    Random random = new Random(seed);
    List<float[]> logits = logits(rows, classes, deviation, random);
    List<Integer> labels = random.ints(rows, 0, classes).boxed().toList();
    double fitted = TemperatureScaling.fit(logits, labels);
    assertThat(fitted).isBetween(0.05, 20.0);
    double loss = TemperatureScaling.loss(logits, labels, fitted);
    for (double other : new double[] {1, 0.06, 0.1, 0.3, 0.7, 1.5, 3, 8, 19}) {
      assertThat(loss)
          .as("loss at %s against %s", fitted, other)
          .isLessThanOrEqualTo(TemperatureScaling.loss(logits, labels, other) + 1e-6);
    }
  }

  @Test
  void fit_noErrors_isAsColdAsAllowed() {
    List<float[]> logits = List.of(new float[] {1, 0}, new float[] {0, 1});
    assertThat(TemperatureScaling.fit(logits, List.of(0, 1))).isCloseTo(0.05, within(1e-3));
    assertThat(TemperatureScaling.fit(logits, List.of(1, 0))).isCloseTo(20, within(1e-3));
  }

  @Test
  void loss_smallExample_equalsTheCountByHand() {
    List<float[]> logits = List.of(new float[] {0, (float) Math.log(3)});
    assertThat(TemperatureScaling.loss(logits, List.of(1), 1))
        .isCloseTo(-Math.log(0.75), within(1e-7));
    assertThat(TemperatureScaling.loss(logits, List.of(0), 0.5))
        .isCloseTo(-Math.log(0.1), within(1e-7));
  }

  @Test
  void loss_hugeLogits_doesNotOverflow() {
    List<float[]> logits = List.of(new float[] {1e30f, -1e30f}, new float[] {5e4f, 0});
    assertThat(TemperatureScaling.loss(logits, List.of(0, 0), 0.05)).isZero();
    assertThat(TemperatureScaling.loss(logits, List.of(0, 1), 0.5)).isCloseTo(5e4, within(1e-6));
  }
}

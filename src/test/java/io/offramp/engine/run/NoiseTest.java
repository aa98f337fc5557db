// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.signal.ExitEvidence;
import io.offramp.calibration.signal.RowSignal;
import io.offramp.calibration.signal.Signal;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NoiseTest {
  private static final int EXITS = 5;

  @ParameterizedTest
  @CsvSource({
    "0.5,       0.5,       true",
    "0.500004,  0.5,       true",
    "0.499996,  0.5,       true",
    "0.50001,   0.5,       false",
    "0.49999,   0.5,       false",
    "0.999999,  0.9999992, true",
    "0.999999,  0.9999995, false",
    "1,         0.9999998, true",
    "1,         0.9999996, false",
    "0,         1e-7,      true",
    "0.9,       0.1,       false"
  })
  void tooClose_probability_shrinksTowardsCertainty(
      double signal, double threshold, boolean expected) {
    assertThat(RowJudge.tooClose(signal, threshold, Noise.ofProbability(signal)))
        .isEqualTo(expected);
  }

  static Stream<Named<Signal>> signals() {
    return Signalling.signals(EXITS).stream()
        .map(signal -> Named.of(signal.id() + (signal.usesProbabilities() ? "+" : ""), signal));
  }

  /** What the class says of logits that move is what follows for every signal. */
  @ParameterizedTest
  @MethodSource("signals")
  void next_logitsThatMove_moveTheSignalByNoMore(Signal signal) {
    Random random = new Random(9);
    double closest = 0;
    for (int row = 0; row < 20_000; row++) {
      int classes = 2 + random.nextInt(6);
      double spread = Math.pow(10, random.nextDouble() * 2.3 - 1); // up to saturated probabilities
      RowSignal one = signal.start();
      RowSignal other = signal.start();
      RowNoise noise = RowNoise.of(signal, classes);
      for (int exit = 1; exit < EXITS; exit++) {
        double[] logits = random.doubles(classes, 0, spread).toArray();
        double[] moved = logits.clone();
        for (int c = 0; c < classes; c++) {
          moved[c] += random.nextBoolean() ? 0.99e-5 : -0.99e-5;
        }
        ExitEvidence evidence = ExitEvidence.of(softmax(logits, random));
        if (Noise.mayPredictAnother(evidence)) {
          break;
        }
        float value = one.next(evidence);
        float elsewhere = other.next(ExitEvidence.of(softmax(moved, random)));
        double most = noise.next(evidence, value);
        assertThat(Math.abs((double) value - elsewhere))
            .as("%s of row %d at exit %d, of %s", signal.id(), row, exit, evidence)
            .isLessThanOrEqualTo(most);
        if (most > 0) {
          closest = Math.max(closest, Math.abs((double) value - elsewhere) / most);
        }
      }
    }
    boolean counts = signal.id().equals("patience") || signal.id().equals("vote");
    assertThat(closest).as("not needlessly wide").isBetween(counts ? 0 : 0.3, 1.0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 150})
  void ofCertainty_evenAndCertainRows_isSmall(int classes) {
    ExitEvidence even = new ExitEvidence(0, 1f / classes, 0, 0);
    ExitEvidence certain = new ExitEvidence(0, 1, 1, 1);
    assertThat(Noise.ofCertainty(even, classes)).isLessThan(2.2e-5);
    assertThat(Noise.ofCertainty(certain, classes)).isLessThan(1e-6);
  }

  /** In floats that are off by some units in the last place, as kernels' are. */
  private static float[] softmax(double[] logits, Random random) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit);
    }
    float[] probabilities = new float[logits.length];
    for (int c = 0; c < logits.length; c++) {
      double off = 1 + 1e-7 * (2 * random.nextDouble() - 1);
      probabilities[c] = (float) Math.min(1, Math.exp(logits[c]) / sum * off);
    }
    return probabilities;
  }
}

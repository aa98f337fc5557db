// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnedSignalTest {
  private static final List<Double> NOTHING = Collections.nCopies(7, 0.0);

  private static List<Double> only(int feature, double weight) {
    List<Double> weights = new ArrayList<>(NOTHING);
    weights.set(feature, weight);
    return weights;
  }

  private static double logistic(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  @Test
  void next_oneWeightAtATime_isTheLogisticOfThatFeature() {
    ExitEvidence first = new ExitEvidence(1, 0.75f, 0.5f, 0.25f);
    ExitEvidence second = new ExitEvidence(1, 0.625f, 0.375f, 0.125f);
    double[] features = {1, Math.log(0.625 / 0.375), 0.375, 0.125, 2.0 / 3, 2.0 / 3, 0.6875};
    for (int feature = 0; feature < features.length; feature++) {
      LearnedSignal signal = new LearnedSignal(List.of(NOTHING, only(feature, -1.5)));
      RowSignal row = signal.start();
      assertThat(row.next(first)).isEqualTo(0.5f);
      assertThat(row.next(second))
          .as("feature %d", feature)
          .isCloseTo((float) logistic(-1.5 * features[feature]), within(1e-7f));
    }
  }

  @Test
  void next_withoutProbabilities_usesTheShorterLayout() {
    LearnedSignal signal =
        new LearnedSignal(
            List.of(List.of(0.0, 0.0, 0.0, 0.0, 2.0), List.of(0.0, 0.0, 1.0, 0.0, 0.0)));
    assertThat(signal.usesProbabilities()).isFalse();
    RowSignal row = signal.start();
    assertThat(row.next(ExitEvidence.ofAnswer(0, 0.5f)))
        .isCloseTo((float) logistic(1), within(1e-7f));
    assertThat(row.next(ExitEvidence.ofAnswer(0, 0.5f)))
        .isCloseTo((float) logistic(2.0 / 3), within(1e-7f));
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 1, 1e-30f})
  void next_extremeEvidence_isANumber(float maxProbability) {
    for (double weight : new double[] {-1e6, 1e6}) {
      LearnedSignal signal = new LearnedSignal(List.of(Collections.nCopies(7, weight)));
      assertThat(signal.start().next(new ExitEvidence(0, maxProbability, 1, 1))).isBetween(0f, 1f);
    }
    assertThat(SignalFeatures.logit(maxProbability)).isBetween(-13.82, 16.12);
  }

  @Test
  void build_twoLayouts_tellWhetherProbabilitiesAreUsed() {
    LearnedSignal signal = new LearnedSignal(List.of(NOTHING, NOTHING));
    assertThat(signal.usesProbabilities()).isTrue();
    assertThat(signal.usesEarlierExits()).isTrue();
    assertThat(signal.madeForExits()).hasValue(3);
    assertThat(signal.id()).isEqualTo("learned");
  }

  @Test
  void build_weightsChangedAfterwards_areCopies() {
    List<Double> weights = new ArrayList<>(NOTHING);
    LearnedSignal signal = new LearnedSignal(List.of(weights));
    weights.set(0, 9.0);
    assertThat(signal).isEqualTo(new LearnedSignal(List.of(NOTHING)));
  }

  @Test
  void build_wrongWeights_areRefusedNamingTheExit() {
    assertRefused(List.of(), "of 0 weight vectors (must be one for each exit but the last");
    assertRefused(
        List.of(NOTHING, NOTHING.subList(0, 5)),
        ": exit 2 has 5 weights (must be 5 at every exit, or 7 at every exit)");
    assertRefused(List.of(NOTHING.subList(0, 6)), ": exit 1 has 6 weights (must be 5");
    for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1.1e6}) {
      assertRefused(
          List.of(NOTHING, only(3, bad)),
          ": exit 2 has the weight %s (must be in [-1e6,1e6])".formatted(bad));
    }
  }

  private static void assertRefused(List<List<Double>> weights, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LearnedSignal(weights))
        .withMessageStartingWith("Cannot make signal \"learned\"")
        .withMessageContaining(reason);
  }
}

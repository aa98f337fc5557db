// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.offramp.calibration.signal.ExitEvidence;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.fixture.NumberGolden;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What a head tells of a number, and how it is read. */
final class NumberReadingTest {
  private final NumberReading reading = new NumberReading(OptionalDouble.of(200));

  @Test
  void head_goldenLogits_givesNumbersAndSciPysConfidences() {
    NumberGolden golden = new NumberGolden();
    for (int exit = 0; exit < golden.exits(); exit++) {
      List<float[]> logits = golden.logits(exit);
      for (int row = 0; row < logits.size(); row++) {
        float[] rows = {logits.get(row)[0], 0, logits.get(row)[1], 0}; // of width 1, without bias
        Head head = new Head(rows, 2, 1, Optional.empty(), Task.REGRESSION);
        float[] said = head.probabilities(FloatBuffer.wrap(new float[] {3}), 3, new float[1]);
        assertThat((double) said[0]).isCloseTo(logits.get(row)[0], within(1e-6));
        assertThat((double) said[1])
            .isCloseTo(golden.confidences(exit).get(row), within(1e-6))
            .isPositive()
            .isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void answer_number_isToldWithItsConfidence() {
    ExitAnswer answer = reading.answer(2, new float[] {1234.5f, 0.25f});
    assertThat(answer.number()).isEqualTo(1234.5);
    assertThat(answer.confidence()).isEqualTo(0.25);
    assertThat(answer.exit()).isEqualTo(2);
    ExitEvidence evidence = reading.start().evidence(new float[] {1234.5f, 0.25f});
    assertThat(evidence.maxProbability()).isEqualTo(0.25f);
    assertThat(reading.mayAnswerOtherwise(evidence)).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> new ExitAnswer(1, 0, 0.5).number());
  }

  @Test
  void agree_numbers_mayDifferByAHundredthOfTheScale() {
    assertThat(reading.agree(new float[] {10, 0}, new float[] {11.9f, 1})).isTrue();
    assertThat(reading.agree(new float[] {10, 0}, new float[] {12.1f, 0})).isFalse();
    ExitAnswer one = reading.answer(1, new float[] {10, 0.5f});
    assertThat(Agreement.ofAnswers(List.of(one), List.of(one), reading).same()).isEqualTo(1);
    ExitAnswer far = reading.answer(1, new float[] {15, 0.5f});
    assertThat(Agreement.ofAnswers(List.of(one), List.of(far), reading).same()).isZero();
  }

  /** An imported model of prices must not be held to a cent, nor one of shares get a free pass. */
  @Test
  void knowing_answersOfAnUnknownScale_goesByHowTheySpread() {
    NumberReading unknown = new NumberReading(OptionalDouble.empty());
    float[] ten = {10, 0};
    assertThat(unknown.agree(ten, ten)).isTrue();
    assertThat(unknown.agree(ten, new float[] {10.005f, 0})).isFalse();
    Reading prices = unknown.knowing(List.of(100.0, 300.0));
    assertThat(prices.agree(ten, new float[] {10.9f, 0})).isTrue();
    assertThat(prices.agree(ten, new float[] {11.1f, 0})).isFalse();
    Reading shares = unknown.knowing(List.of(0.1, 0.3));
    assertThat(shares.agree(new float[] {0.1f, 0}, new float[] {0.102f, 0})).isFalse();
    assertThat(reading.knowing(List.of(0.1, 0.3))).isSameAs(reading);
  }
}

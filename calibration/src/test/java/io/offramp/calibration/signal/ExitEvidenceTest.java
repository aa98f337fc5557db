// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExitEvidenceTest {
  private static ExitEvidence of(float... probabilities) {
    return ExitEvidence.of(probabilities);
  }

  @Test
  void of_distribution_isItsGreatestAndTheRest() {
    ExitEvidence evidence = of(0.125f, 0.625f, 0.25f);
    assertThat(evidence.prediction()).isEqualTo(1);
    assertThat(evidence.maxProbability()).isEqualTo(0.625f);
    assertThat(evidence.margin()).isEqualTo(0.375f);
    // 1 - 1.2987949406953985 bits / log2(3)
    assertThat(evidence.certainty()).isCloseTo(0.18055163f, within(1e-7f));
  }

  @Test
  void of_greatestFirstLastOrTied_findsTheSecond() {
    assertThat(of(0.75f, 0.125f, 0.125f).margin()).isEqualTo(0.625f);
    assertThat(of(0.125f, 0.25f, 0.625f).margin()).isEqualTo(0.375f);
    assertThat(of(0.25f, 0.125f, 0.625f).margin()).isEqualTo(0.375f);
    ExitEvidence tie = of(0.2f, 0.4f, 0.4f);
    assertThat(tie.prediction()).isEqualTo(1);
    assertThat(tie.margin()).isZero();
  }

  @Test
  void of_extremes_staysInTheUnitInterval() {
    assertThat(of(0, 1, 0)).isEqualTo(new ExitEvidence(1, 1, 1, 1));
    assertThat(of(0.25f, 0.25f, 0.25f, 0.25f)).isEqualTo(new ExitEvidence(0, 0.25f, 0, 0));
    // Rounded up, so that their sum is above 1 and the entropy above that of a distribution.
    assertThat(of(0.334f, 0.334f, 0.334f).certainty()).isZero();
    assertThat(of(0, 0)).isEqualTo(new ExitEvidence(0, 0, 0, 1));
  }

  @Test
  void of_oneClass_isCertain() {
    assertThat(of(0.9995f)).isEqualTo(new ExitEvidence(0, 0.9995f, 1, 1));
  }

  @Test
  void ofAnswer_onlyTheAnswer_knowsNoMargin() {
    ExitEvidence evidence = ExitEvidence.ofAnswer(2, 0.7f);
    assertThat(evidence.prediction()).isEqualTo(2);
    assertThat(evidence.maxProbability()).isEqualTo(0.7f);
    assertThat(evidence.margin()).isNaN();
    assertThat(evidence.certainty()).isNaN();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, -0.1f, 1.5f})
  void of_notAProbability_isRefused(float bad) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(0.9f, bad))
        .withMessage(
            "Cannot weigh an exit's answer: class 1 has probability %s (must be in [0,1])"
                .formatted(bad));
  }

  @Test
  void of_noClasses_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of())
        .withMessage(
            "Cannot weigh an exit's answer: there are 0 probabilities (must be one a class)");
  }
}

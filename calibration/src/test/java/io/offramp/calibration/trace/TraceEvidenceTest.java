// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.signal.ExitEvidence;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows whose probabilities were weighed elsewhere. */
final class TraceEvidenceTest {
  private static final float[][] ROW = {{0.5f, 0.25f, 0.25f}, {0, 0.75f, 0.25f}};

  private static TraceBuilder builder() {
    return Trace.builder(ExitCosts.of(0.5, 1), 3);
  }

  private static ExitEvidence[] evidence() {
    return new ExitEvidence[] {ExitEvidence.of(ROW[0]), ExitEvidence.of(ROW[1])};
  }

  @Test
  void addEvidence_ofProbabilities_isTheSameAsAddingThem() {
    Trace direct = builder().add(OptionalInt.of(2), ROW).build();
    Trace weighed = builder().addEvidence(OptionalInt.of(2), evidence()).build();
    assertThat(weighed.hasProbabilities()).isTrue();
    assertThat(weighed.label(0)).isEqualTo(direct.label(0));
    for (int exit = 1; exit <= 2; exit++) {
      assertThat(weighed.prediction(0, exit)).isEqualTo(direct.prediction(0, exit));
      assertThat(weighed.maxProbability(0, exit)).isEqualTo(direct.maxProbability(0, exit));
      assertThat(weighed.margin(0, exit)).isEqualTo(direct.margin(0, exit));
      assertThat(weighed.certainty(0, exit)).isEqualTo(direct.certainty(0, exit));
    }
  }

  @ParameterizedTest
  @CsvSource({"3,.5,.5,.5", "-1,.5,.5,.5", "0,NaN,.5,.5", "0,.5,1.5,.5", "0,.5,.5,NaN"})
  void addEvidence_impossible_namesRowAndExit(int prediction, float max, float margin, float sure) {
    ExitEvidence[] row = evidence();
    row[1] = new ExitEvidence(prediction, max, margin, sure);
    TraceBuilder builder = builder();
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(() -> builder.addEvidence(OptionalInt.empty(), row))
        .withMessageStartingWith("Cannot add row 0: exit 2 gives ExitEvidence[prediction=")
        .withMessageContaining("must be a class in 0..2 and three numbers in [0,1]");
    assertThat(builder.rows()).isZero();
  }

  @Test
  void addEvidence_ofTooFewExits_isRefused() {
    assertThatExceptionOfType(TraceException.class)
        .isThrownBy(
            () ->
                builder()
                    .addEvidence(
                        OptionalInt.empty(), new ExitEvidence[] {ExitEvidence.ofAnswer(0, 1)}))
        .withMessage(
            "Cannot add row 0: it has 1 exits' evidence (must be 2, one for each exit cost)");
  }
}

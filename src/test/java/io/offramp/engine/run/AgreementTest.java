// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final ExitAnswer FIRST = new ExitAnswer(1, 2, 0.5);

  private static float[][] row(float[]... exits) {
    return exits;
  }

  private static float[] says(float... probabilities) {
    return probabilities;
  }

  @Test
  void ofAnswers_rows_mustHaveTheSameLabelAndExit() {
    List<ExitAnswer> one = List.of(FIRST, FIRST, FIRST, FIRST);
    List<ExitAnswer> other =
        List.of(
            FIRST,
            new ExitAnswer(1, 2, 0.75),
            new ExitAnswer(2, 2, 0.5),
            new ExitAnswer(1, 1, 0.5));
    assertThat(Agreement.ofAnswers(one, other)).isEqualTo(new Agreement(2, 4));
    assertThat(Agreement.ofAnswers(one, other).share()).hasValue(0.5);
  }

  @Test
  void ofEveryExit_exits_countByTheWorst() {
    float[] left = says(0.75f, 0.25f);
    float[] right = says(0.25f, 0.75f);
    List<float[][]> one = List.of(row(left, left, left), row(left, right, left), row(left, left));
    List<float[][]> other = List.of(row(left, right, left), row(left, left, left), row(left, left));
    assertThat(Agreement.ofEveryExit(one.subList(0, 2), other.subList(0, 2)))
        .isEqualTo(new Agreement(0, 2));
    assertThat(Agreement.ofEveryExit(one.subList(2, 3), other.subList(2, 3)))
        .isEqualTo(new Agreement(1, 1));
  }

  @Test
  void ofEveryExit_equallyProbableClasses_predictTheLowest() {
    List<float[][]> tie = List.of(row(says(0.5f, 0.5f)), row(says(0.5f, 0.5f)));
    List<float[][]> other = List.of(row(says(0.5625f, 0.4375f)), row(says(0.4375f, 0.5625f)));
    assertThat(Agreement.ofEveryExit(tie, other)).isEqualTo(new Agreement(1, 2));
    assertThat(Agreement.ofEveryExit(tie, tie)).isEqualTo(new Agreement(2, 2));
  }

  @Test
  void share_ofNoRows_isUnknown() {
    assertThat(Agreement.ofAnswers(List.of(), List.of())).isEqualTo(Agreement.NONE);
    assertThat(Agreement.ofEveryExit(List.of(), List.of())).isEqualTo(Agreement.NONE);
    assertThat(Agreement.NONE.share()).isEmpty();
  }

  @Test
  void of_impossibleNumbers_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Agreement.ofAnswers(List.of(FIRST), List.of()))
        .withMessage("Cannot compare 1 rows with 0 (must be the same rows)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Agreement(3, 2))
        .withMessage("Cannot agree on 3 of 2 rows (must be in 0..2)");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One row that changes its mind: classes 2, 2, 0, 2 at exits 1 to 4 of 5. */
class SignalsTest {
  private static final List<ExitEvidence> ROW =
      List.of(
          new ExitEvidence(2, 0.5f, 0.25f, 0.125f),
          new ExitEvidence(2, 0.75f, 0.5f, 0.375f),
          new ExitEvidence(0, 0.625f, 0.375f, 0.25f),
          new ExitEvidence(2, 1, 1, 1));

  @ParameterizedTest
  @CsvSource({
    "max-probability,      0.5,   0.75,  0.625, 1",
    "margin,               0.25,  0.5,   0.375, 1",
    "certainty,            0.125, 0.375, 0.25,  1",
    "patience,             0.2,   0.4,   0.2,   0.2",
    "patience-confidence,  0,     0.5,   0,     0",
    "vote,                 0.2,   0.4,   0.2,   0.6",
    "mean-max-probability, 0.5,   0.625, 0.625, 0.71875"
  })
  void next_rowThatChangesItsMind_isTheDefinition(
      String id, float first, float second, float third, float fourth) {
    float[] expected = {first, second, third, fourth};
    RowSignal signal = Signals.of(id, 5).start();
    for (int i = 0; i < expected.length; i++) {
      assertThat(signal.next(ROW.get(i))).as("%s at exit %d", id, i + 1).isEqualTo(expected[i]);
    }
  }

  @Test
  void next_answersOnly_sufficeWithoutProbabilities() {
    for (Signal signal : Signals.all(5)) {
      RowSignal ofRow = signal.start();
      for (ExitEvidence evidence : ROW) {
        float value =
            ofRow.next(ExitEvidence.ofAnswer(evidence.prediction(), evidence.maxProbability()));
        assertThat(Float.isNaN(value)).as(signal.id()).isEqualTo(signal.usesProbabilities());
      }
    }
  }

  @Test
  void next_moreExitsThanUsual_countsAllOfThem() {
    RowSignal vote = Signals.of("vote", 40).start();
    RowSignal patience = Signals.of("patience", 40).start();
    for (int exit = 1; exit < 40; exit++) {
      ExitEvidence evidence = ExitEvidence.ofAnswer(1, 0.9f);
      assertThat(vote.next(evidence)).isEqualTo(exit / 40f);
      assertThat(patience.next(evidence)).isEqualTo(exit / 40f);
    }
  }

  @Test
  void start_twoRows_doNotShareAHistory() {
    for (Signal signal : Signals.all(5)) {
      float alone = signal.start().next(ROW.get(1));
      RowSignal first = signal.start();
      RowSignal second = signal.start();
      first.next(ROW.get(0));
      assertThat(second.next(ROW.get(1))).as(signal.id()).isEqualTo(alone);
    }
  }

  @Test
  void usesEarlierExits_everySignal_saysWhetherItsValueDoes() {
    for (Signal signal : Signals.all(5)) {
      RowSignal ofRow = signal.start();
      ofRow.next(ROW.get(0));
      boolean changed = ofRow.next(ROW.get(1)) != signal.start().next(ROW.get(1));
      assertThat(changed).as(signal.id()).isEqualTo(signal.usesEarlierExits());
    }
  }

  @Test
  void of_everyName_isFoundForItsExits() {
    for (Signal signal : Signals.all(5)) {
      assertThat(Signals.of(signal.id(), 5)).isEqualTo(signal);
      signal.requireExits(5);
    }
    assertThat(Signals.of("vote", 5)).isNotEqualTo(Signals.of("vote", 4));
    assertThat(Signals.of("margin", 5)).isEqualTo(Signals.of("margin", 4));
  }

  @Test
  void of_unknownName_listsTheKnown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Signals.of("entropy", 5))
        .withMessage(
            "Cannot use signal \"entropy\" (must be one of: max-probability, margin, certainty,"
                + " patience, patience-confidence, vote, mean-max-probability)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"patience", "vote"})
  void requireExits_otherModel_isRefusedNamingBoth(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Signals.of(id, 5).requireExits(4))
        .withMessage(
            "Cannot use signal \"%s\" of 5 exits: the model has 4 (must be as many; make it for 4)"
                .formatted(id));
  }

  @Test
  void of_noExits_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Signals.of("vote", 0))
        .withMessage("Cannot make signal \"patience\" for 0 exits (must be 1 or more)");
  }
}

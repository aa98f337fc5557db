// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static io.offramp.engine.run.NumberedRows.options;
import static io.offramp.engine.run.NumberedRows.runOut;
import static io.offramp.engine.run.NumberedRows.ticket;
import static io.offramp.engine.run.NumberedStages.STAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.ndarray.NDManager;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows that nobody waits for any more, and rows whose batch fails. */
class RebatcherFailureTest {
  @Test
  void abandon_someOfTheRows_answersTheOthersAndFreesTheirs() {
    try (NDManager scope = NDManager.newBaseManager()) {
      Rebatcher<ExitAnswer> rebatcher =
          new Rebatcher<>(new NumberedStages(scope), options(8, 1 << 20));
      List<Ticket<ExitAnswer>> gone = new ArrayList<>();
      List<Ticket<ExitAnswer>> wanted = new ArrayList<>();
      for (int row = 0; row < 40; row++) {
        (row % 3 == 0 ? wanted : gone).add(ticket(row, 64, 1 + row % STAGES));
      }
      rebatcher.offer(gone);
      rebatcher.offer(wanted);
      rebatcher.runFull();
      rebatcher.abandon(gone);
      runOut(rebatcher, wanted);
      assertThat(gone).anyMatch(ticket -> !ticket.isSettled());
      assertThat(scope.getManagedArrays()).isEmpty();
    }
  }

  @Test
  void runFull_stageFails_failsEveryRowOfTheBatchAndNoOther() {
    try (NDManager scope = NDManager.newBaseManager()) {
      Rebatcher<ExitAnswer> rebatcher =
          new Rebatcher<>(new NumberedStages(scope), options(8, 1 << 20));
      Exits.Exit broken =
          new Exits.Exit() {
            @Override
            public boolean leaves(float[] probabilities) {
              throw new IllegalStateException("broken");
            }

            @Override
            public ExitAnswer answer(int exit, float[] probabilities) {
              throw new IllegalStateException("broken");
            }
          };
      TokenizedText text = new TokenizedText(new int[1], new int[1], false);
      List<Ticket<ExitAnswer>> failing = new ArrayList<>(List.of(new Ticket<>(text, 64, broken)));
      for (int row = 1; row < 8; row++) {
        failing.add(ticket(row, 64, 3));
      }
      List<Ticket<ExitAnswer>> others = List.of(ticket(8, 64, 3), ticket(9, 64, 2));
      rebatcher.offer(failing);
      rebatcher.offer(others);
      assertThatIllegalStateException().isThrownBy(rebatcher::runFull).withMessage("broken");
      runOut(rebatcher, others);
      assertThat(others).extracting(ticket -> ticket.answer().exit()).containsExactly(3, 2);
      for (Ticket<ExitAnswer> ticket : failing) {
        assertThatIllegalStateException()
            .isThrownBy(ticket::answer)
            .withMessage("Cannot score a row: its batch failed: broken");
      }
      assertThat(scope.getManagedArrays()).isEmpty();
    }
  }
}

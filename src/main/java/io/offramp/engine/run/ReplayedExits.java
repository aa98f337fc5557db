// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.text.TokenizedText;
import java.util.function.LongToIntFunction;

/** Rows leave where they are told to; answers are made as by a policy. */
final class ReplayedExits implements Exits {
  private final LongToIntFunction exitOfRow;
  private final int exits;
  private final Referee referee;

  ReplayedExits(LongToIntFunction exitOfRow, int exits, Referee referee) {
    this.exitOfRow = exitOfRow;
    this.exits = exits;
    this.referee = referee;
  }

  @Override
  public Exit of(long number, TokenizedText row) {
    int exit = exitOfRow.applyAsInt(number);
    if (exit < 1 || exit > exits) {
      throw new IllegalArgumentException(
          "Cannot let row %d leave at exit %d (must be 1 to %d)".formatted(number, exit, exits));
    }
    return new Exit() {
      private int asked;

      @Override
      public boolean leaves(float[] probabilities) {
        asked++;
        return asked >= exit;
      }

      @Override
      public ExitAnswer answer(int at, float[] probabilities) {
        return referee.answer(at, probabilities, row);
      }
    };
  }
}

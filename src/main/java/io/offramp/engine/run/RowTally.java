// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import java.util.Arrays;

/**
 * Counts of rows that were handed out one after the other. Which they are depends on how rows were
 * batched; the sums over all rows of a run do not, but for {@link #duplicates} and what they spare.
 *
 * <p>Not safe for use by many threads at once; complete when an observer hears of it.
 */
public final class RowTally {
  private long scored;
  private long rejected;
  private long duplicates;
  private long tokens;
  private long paddedTokens;
  private long[] exits = new long[0];

  RowTally() {}

  /** Counts a row that is settled. */
  void count(Slot<?> slot) {
    Ticket<?> ticket = slot.ticket();
    if (ticket == null) {
      rejected++;
      return;
    }
    if (ticket.answer() instanceof ExitAnswer answer) {
      if (answer.exit() > exits.length) {
        exits = Arrays.copyOf(exits, answer.exit());
      }
      exits[answer.exit() - 1]++;
    }
    scored++;
    if (slot.duplicate()) {
      duplicates++;
    } else {
      tokens += ticket.text().length();
      paddedTokens += ticket.length();
    }
  }

  boolean isEmpty() {
    return scored + rejected == 0;
  }

  /** Rows that were answered, duplicates too. */
  public long scored() {
    return scored;
  }

  /** Rows that could not be scored. */
  public long rejected() {
    return rejected;
  }

  /** Rows that were answered with another row of the same text. */
  public long duplicates() {
    return duplicates;
  }

  /** Tokens of the rows that were scored themselves, special tokens included. */
  public long tokens() {
    return tokens;
  }

  /** The same after padding; at least {@link #tokens}. */
  public long paddedTokens() {
    return paddedTokens;
  }

  /** The last exit that a row left at; 0: none did, as rows that are traced do not. */
  public int lastExit() {
    return exits.length;
  }

  /**
   * Rows that left at an exit, duplicates too.
   *
   * @param exit from 1 to {@link #lastExit}
   */
  public long leftAt(int exit) {
    return exits[exit - 1];
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.text.TokenizedText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row on its way through the model. Whoever runs the batch it is in may change it; all others
 * wait until it is settled. Rows of the same text may share one, and ask for its answer one after
 * the other.
 *
 * @param <A> what it is answered with
 */
final class Ticket<A> {
  private final TokenizedText text;
  private final int length;
  private final Exits.Exit exit;
  private int stage;
  private boolean running;
  private volatile boolean abandoned;
  private volatile @Nullable A answer;
  private volatile @Nullable Throwable failure;

  /**
   * A row that waits for the first stage.
   *
   * @param length tokens it is padded to; a function of its own length
   * @param exit decides where it leaves
   */
  Ticket(TokenizedText text, int length, Exits.Exit exit) {
    this.text = text;
    this.length = length;
    this.exit = exit;
  }

  Exits.Exit exit() {
    return exit;
  }

  TokenizedText text() {
    return text;
  }

  int length() {
    return length;
  }

  /** The stage it waits for or is in. */
  int stage() {
    return stage;
  }

  /** Whether somebody runs the batch it is in. */
  boolean isRunning() {
    return running;
  }

  void waitsFor(int next) {
    stage = next;
    running = false;
  }

  void runs(int at) {
    stage = at;
    running = true;
  }

  void answer(A value) {
    answer = value;
  }

  /** Its batch could not be run. */
  void fail(Throwable reason) {
    failure = reason;
  }

  /** Nobody will ask for its answer. */
  void abandon() {
    abandoned = true;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /** Whether it is answered, or failed. */
  boolean isSettled() {
    return answer != null || failure != null;
  }

  /**
   * The answer of a settled row.
   *
   * @throws IllegalStateException if its batch could not be run
   */
  A answer() {
    Throwable reason = failure;
    if (reason != null) {
      throw new IllegalStateException(
          "Cannot score a row: its batch failed: " + reason.getMessage(), reason);
    }
    return Objects.requireNonNull(answer);
  }
}

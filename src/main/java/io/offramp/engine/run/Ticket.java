// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.text.TokenizedText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row on its way through the model.
 *
 * @param <A> what it is answered with
 */
final class Ticket<A> {
  private final TokenizedText text;
  private final int length;
  private final Exits.Exit exit;
  private int stage;
  private @Nullable A answer;

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

  void reaches(int next) {
    stage = next;
  }

  void answer(A value) {
    answer = value;
  }

  boolean isAnswered() {
    return answer != null;
  }

  A answer() {
    return Objects.requireNonNull(answer);
  }
}

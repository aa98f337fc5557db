// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.text.TextInput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row on its way and what became of it.
 *
 * @param problem why it is not scored; null if it is
 * @param ticket is or will be answered; null if there is a problem
 * @param characters of its texts
 * @param shared the text by which other rows find the ticket; null if they must not
 * @param duplicate whether the ticket is an earlier row's
 */
record Slot<A>(
    @Nullable String problem,
    @Nullable Ticket<A> ticket,
    long characters,
    @Nullable TextInput shared,
    boolean duplicate) {
  boolean isSettled() {
    return ticket == null || ticket.isSettled();
  }

  Outcome<A> outcome() {
    return ticket == null
        ? new Outcome.Rejected<>(Objects.requireNonNull(problem))
        : new Outcome.Answered<>(ticket.answer(), ticket.text().truncated(), duplicate);
  }
}

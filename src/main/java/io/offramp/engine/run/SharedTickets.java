// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.text.TextInput;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Finds the ticket of a text that is on its way already. A text is known for as long as some row
 * with it is on its way, so there are never more texts here than such rows, and none that is longer
 * than theirs: what is held beside the caller's rows is a place in a table for each, and at worst,
 * where the first row of a text left before its repeat, that text once more.
 *
 * <p>For the rows of one iterator; not safe for use by several threads.
 */
final class SharedTickets<A> {
  private final Map<TextInput, Shared<A>> onTheirWay = new HashMap<>();

  /** A ticket, and how many rows hold it. */
  private static final class Shared<A> {
    private final Ticket<A> ticket;
    private int rows = 1;

    Shared(Ticket<A> ticket) {
      this.ticket = ticket;
    }
  }

  /** Whether a row with this text is on its way. */
  boolean has(TextInput text) {
    return onTheirWay.containsKey(text);
  }

  /** A row sets out with a text that no other on its way has. */
  void add(TextInput text, Ticket<A> ticket) {
    if (onTheirWay.putIfAbsent(text, new Shared<>(ticket)) != null) {
      throw new IllegalStateException("Cannot give a text a second ticket: it shares its first");
    }
  }

  /** One more row sets out with a text; the ticket that it shares. */
  Ticket<A> join(TextInput text) {
    Shared<A> shared = Objects.requireNonNull(onTheirWay.get(text));
    shared.rows++;
    return shared.ticket;
  }

  /** A row with this text has left. The last one takes the text along. */
  void leave(TextInput text) {
    Shared<A> shared = Objects.requireNonNull(onTheirWay.get(text));
    shared.rows--;
    if (shared.rows == 0) {
      onTheirWay.remove(text);
    }
  }

  /** Texts on their way. */
  int size() {
    return onTheirWay.size();
  }

  /** Forgets all. */
  void clear() {
    onTheirWay.clear();
  }
}

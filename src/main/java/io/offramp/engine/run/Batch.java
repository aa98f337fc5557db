// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one padded length that stand before the same stage.
 *
 * @param tickets the rows
 * @param hidden their hidden states [B,N,W] on the device; null before the first stage
 */
record Batch<A>(List<Ticket<A>> tickets, @Nullable NDArray hidden) {
  int size() {
    return tickets.size();
  }

  int length() {
    return tickets.get(0).length();
  }

  /** The first rows; {@link #from} must have been called before, as this frees the whole. */
  Batch<A> upTo(int rows) {
    List<Ticket<A>> first = tickets.subList(0, rows);
    if (hidden == null) {
      return new Batch<>(first, null);
    }
    try (hidden) {
      return new Batch<>(first, hidden.get("0:" + rows));
    }
  }

  /** The other rows. */
  Batch<A> from(int rows) {
    List<Ticket<A>> rest = tickets.subList(rows, size());
    return new Batch<>(rest, hidden == null ? null : hidden.get(rows + ":"));
  }

  /** Frees the hidden states. */
  void close() {
    if (hidden != null) {
      hidden.close();
    }
  }
}

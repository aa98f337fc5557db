// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import java.util.HashSet;
import java.util.Set;

/**
 * Lets those who read rows into one queue read on equally: whoever is behind reads more at a time.
 * Otherwise the rows of one task might be answered long before those of another one of as many
 * rows, and its core would be idle while the other goes on alone.
 *
 * <p>As in start-time fair queueing, one who begins later begins where the others are. Safe for use
 * by many threads at once.
 */
final class Readers {
  private final Set<Reader> open = new HashSet<>();

  /** Begins to read. */
  synchronized Reader join() {
    Reader reader = new Reader(furthest());
    open.add(reader);
    return reader;
  }

  private long furthest() {
    return open.stream().mapToLong(reader -> reader.rows).max().orElse(0);
  }

  /** One of them. */
  final class Reader {
    private long rows;

    private Reader(long rows) {
      this.rows = rows;
    }

    /**
     * How many rows to read now: enough to be ahead of all others, who hear of it.
     *
     * @param least rows if none is ahead, at least 1
     * @param most rows, at least {@code least}
     */
    int turn(int least, int most) {
      synchronized (Readers.this) {
        int turn = (int) Math.min(most, least + Math.max(0, furthest() - rows));
        rows += turn;
        return turn;
      }
    }

    /** Ends reading; a second time it does nothing. */
    void leave() {
      synchronized (Readers.this) {
        open.remove(this);
      }
    }
  }
}

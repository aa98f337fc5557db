// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Turns a task's rows into parts, a block at a time, and ends with the report. */
abstract class PartIterator implements Iterator<TracePart> {
  private final Iterator<Row> rows;
  private final RowLayout layout;
  private final Deque<TracePart> ready = new ArrayDeque<>();
  private boolean done;
  private final FirstOf malformed = new FirstOf();
  private final FirstOf refused = new FirstOf();
  private long skipped;

  final PieceCounter pieces = new PieceCounter();
  final NameCodes classes;
  final List<NameCodes> slices = new ArrayList<>();

  PartIterator(Iterator<Row> rows, RowLayout layout, @Nullable KnownClasses known) {
    this.rows = rows;
    this.layout = layout;
    this.classes = new NameCodes(Optional.ofNullable(known));
    for (int i = 0; i < layout.slices().size(); i++) {
      slices.add(new NameCodes(Optional.empty()));
    }
  }

  /** The row's place; asked once for each row. */
  abstract long place(Row row);

  /** Takes a row that was parsed; {@link #send}s what is full. */
  abstract void take(Row row, long place);

  /** Sends what is left. */
  abstract void sendRest();

  final void refuse(long place, @Nullable String id, String problem) {
    refused.add(place, id, problem, pieces);
  }

  final void skip() {
    skipped++;
  }

  final void send(RowBlockBuilder block) {
    if (block.rows() > 0) {
      ready.add(block.build(pieces, classes, slices));
    }
  }

  @Override
  public final boolean hasNext() {
    while (ready.isEmpty() && !done) {
      if (rows.hasNext()) {
        Row row = rows.next();
        long place = place(row);
        String line = layout.malformed(row);
        if (line == null) {
          take(row, place);
        } else {
          malformed.add(place, null, line, pieces);
        }
      } else {
        sendRest();
        ready.add(new PartReport(pieces.list(), skipped, malformed, refused));
        done = true;
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public final TracePart next() {
    if (!hasNext()) {
      throw new NoSuchElementException("Cannot take a part: there is none left");
    }
    return ready.remove();
  }
}

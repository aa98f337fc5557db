// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The order of all rows of a table, from what its tasks report of their pieces. */
final class PieceOrder {
  private final Map<Piece, Entry> entries = new TreeMap<>();

  /** What is known of a piece, once all reports are in. */
  private static final class Entry {
    int ordinal;
    long rowsBefore;
    long rows;
    long first = Long.MAX_VALUE;
  }

  PieceOrder(List<PieceList> reports) {
    for (PieceList pieces : reports) {
      for (int code = 0; code < pieces.size(); code++) {
        Entry entry = entries.computeIfAbsent(pieces.piece(code), piece -> new Entry());
        entry.rows += pieces.rows(code);
        entry.first = Math.min(entry.first, pieces.first(code));
      }
    }
    int ordinal = 0;
    long rows = 0;
    for (Entry entry : entries.values()) {
      entry.ordinal = ordinal++;
      entry.rowsBefore = rows;
      rows += entry.rows;
    }
  }

  /** Codes of a task, turned into the order of the table. */
  int[] ordinals(PieceList pieces) {
    int[] ordinals = new int[pieces.size()];
    for (int code = 0; code < ordinals.length; code++) {
      ordinals[code] = entry(pieces.piece(code)).ordinal;
    }
    return ordinals;
  }

  /** A place that compares across tasks: the smaller, the earlier in the table. */
  long key(PieceList pieces, long place) {
    return Place.of(entry(pieces.piece(Place.piece(place))).ordinal, Place.number(place));
  }

  /** The number of a row in its table, from 0. */
  long rowNumber(PieceList pieces, long place) {
    Entry entry = entry(pieces.piece(Place.piece(place)));
    return entry.rowsBefore + Place.number(place) - entry.first;
  }

  private Entry entry(Piece piece) {
    Entry entry = entries.get(piece);
    if (entry == null) {
      throw new IllegalStateException("Cannot order %s: no task reported it".formatted(piece));
    }
    return entry;
  }
}

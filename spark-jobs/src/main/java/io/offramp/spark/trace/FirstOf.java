// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Counts rows of a kind, and keeps the first of them; not thread-safe. */
final class FirstOf implements Serializable {
  private static final long serialVersionUID = 1L;

  private long count;
  private long place;
  private @Nullable String id;
  private String text = "";

  /** Takes a row. */
  void add(long rowPlace, @Nullable String rowId, String rowText, PieceCounter pieces) {
    if (count == 0 || pieces.compare(rowPlace, place) < 0) {
      place = rowPlace;
      id = rowId;
      text = rowText;
    }
    count++;
  }

  long count() {
    return count;
  }

  /** Of the first row. */
  long place() {
    return place;
  }

  @Nullable String id() {
    return id;
  }

  String text() {
    return text;
  }
}

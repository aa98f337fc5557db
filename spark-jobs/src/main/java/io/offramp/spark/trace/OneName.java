// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The one name that all rows of a sample give it, or some of them. Not thread-safe. */
final class OneName {
  private final NameCodes codes;
  private final String what;
  private final TreeSet<String> conflict = new TreeSet<>();
  private int code = NameCodes.MISSING;

  /**
   * @param what the name's column, for messages
   */
  OneName(NameCodes codes, String what) {
    this.codes = codes;
    this.what = what;
  }

  /** Begins the next sample. */
  void clear() {
    code = NameCodes.MISSING;
    conflict.clear();
  }

  /** Takes what a row says; nothing is no contradiction. */
  void take(@Nullable Object cell) throws BadRow {
    int next = codes.code(cell, what);
    if (next != NameCodes.MISSING && code != NameCodes.MISSING && next != code) {
      conflict.addAll(List.of(codes.name(code), codes.name(next)));
    }
    code = next == NameCodes.MISSING ? code : next;
  }

  /** Refuses names that contradict each other, in the same words for any order of the rows. */
  void check() throws BadRow {
    if (!conflict.isEmpty()) {
      throw new BadRow(
          "its rows have different values of %s, %s (must be one for all exits)"
              .formatted(what, conflict));
    }
  }

  int code() {
    return code;
  }
}

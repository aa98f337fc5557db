// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the names that a task meets, in the order in which it meets them; known classes have
 * their own numbers. Not thread-safe.
 */
final class NameCodes {
  /** The number of no name. */
  static final int MISSING = -1;

  /** More names than any set of classes has: the column holds something else. */
  static final int MOST = 1 << 16;

  private final Optional<KnownClasses> known;
  private final Map<Object, Integer> byCell = new HashMap<>();
  private final Map<String, Integer> byName = new HashMap<>();
  private final List<String> names = new ArrayList<>();

  NameCodes(Optional<KnownClasses> known) {
    this.known = known;
    known.ifPresent(classes -> names.addAll(classes.names()));
  }

  /**
   * The number of the name in a cell, or {@link #MISSING}.
   *
   * @param what the cell's name, for the message
   * @throws BadRow if the name is not among the known classes, or one too many
   */
  int code(@Nullable Object cell, String what) throws BadRow {
    if (cell == null) {
      return MISSING;
    }
    Integer seen = byCell.get(cell);
    if (seen != null) {
      return seen;
    }
    int code = ClassName.isMissing(cell) ? MISSING : find(cell, what);
    if (byCell.size() < 2 * MOST) {
      byCell.put(cell, code);
    }
    return code;
  }

  private int find(Object cell, String what) throws BadRow {
    if (known.isPresent()) {
      OptionalInt index = known.get().find(cell);
      if (index.isEmpty()) {
        throw new BadRow(known.get().refusal(what, cell));
      }
      return index.getAsInt();
    }
    String name = ClassName.of(cell);
    Integer code = byName.get(name);
    if (code != null) {
      return code;
    }
    if (names.size() >= MOST) {
      throw new BadRow(
          "%s '%s' is one name more than %,d (must be class names; name another column)"
              .formatted(what, cell, MOST));
    }
    byName.put(name, names.size());
    names.add(name);
    return names.size() - 1;
  }

  /** The name of a number. */
  String name(int code) {
    return names.get(code);
  }

  /** The names so far, by number. */
  String[] names() {
    return names.toArray(new String[0]);
  }
}

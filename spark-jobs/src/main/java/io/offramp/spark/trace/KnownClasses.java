// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Classes that are known beforehand, in their order; or numbers, which are all known. */
final class KnownClasses implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 20;

  @SuppressWarnings("serial") // made by List.copyOf
  private final List<String> names;

  @SuppressWarnings("serial")
  private final HashMap<String, Integer> byName = new HashMap<>();

  private final String remedy;
  private final boolean numbers;

  private KnownClasses() {
    names = List.of();
    remedy = "";
    numbers = true;
  }

  /**
   * Classes by name; if none of the names is a number, their indexes name them as well.
   *
   * @param remedy what to do about another name, for messages
   * @throws IllegalArgumentException if there is none, or a name is blank or there twice
   */
  KnownClasses(List<String> names, String remedy) {
    this.names = List.copyOf(names);
    this.remedy = remedy;
    this.numbers = false;
    if (names.isEmpty()
        || names.stream().anyMatch(String::isBlank)
        || new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException(
          "Cannot use classes %s (must be one different name for each)".formatted(names));
    }
    if (names.stream().map(ClassName::of).noneMatch(ClassName::isNumber)) {
      for (int i = 0; i < names.size(); i++) {
        byName.put(String.valueOf(i), i);
      }
    }
    Map<String, Integer> forms = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      forms.merge(ClassName.of(names.get(i)), i, (one, other) -> -1); // two names, one form
    }
    forms.values().removeIf(index -> index < 0);
    byName.putAll(forms);
    for (int i = 0; i < names.size(); i++) {
      byName.put(names.get(i), i); // the very name goes before all forms
    }
  }

  /** Classes without names: {@code count} indexes. */
  static KnownClasses indexes(int count) {
    return new KnownClasses(
        IntStream.range(0, count).mapToObj(String::valueOf).toList(),
        "name the classes with --classes, in the order of the probabilities");
  }

  /** Any finite number of float32, whose bits are its code. */
  static KnownClasses ofNumbers() {
    return new KnownClasses();
  }

  List<String> names() {
    return names;
  }

  /** The class that a cell names, if it is one of them. */
  OptionalInt find(Object cell) {
    if (numbers) {
      return CellNumbers.code(cell);
    }
    Integer index = byName.get(cell.toString());
    if (index == null) {
      index = byName.get(ClassName.of(cell));
    }
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /** Why another name is refused. */
  String refusal(String what, Object cell) {
    if (numbers) {
      return "%s is '%s' (must be a finite number of at most %s)"
          .formatted(what, cell, Float.MAX_VALUE);
    }
    List<String> shown = names.size() > SHOWN ? names.subList(0, SHOWN) : names;
    String more = names.size() > SHOWN ? " and %d more".formatted(names.size() - SHOWN) : "";
    return "%s '%s' is not among %s%s (%s)".formatted(what, cell, shown, more, remedy);
  }
}

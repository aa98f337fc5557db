// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The exits of a trace: those that most of its rows have.
 *
 * @param exits their numbers, increasing; the first is exit 1
 */
record ExitSet(List<Double> exits) {
  /** Among exits that equally many rows have, the most of them. */
  static Optional<ExitSet> ofMostRows(List<RowBlock> blocks) {
    Comparator<List<Double>> order =
        Comparator.<List<Double>>comparingInt(List::size).thenComparing(Object::toString);
    Map<List<Double>, Long> rows = new TreeMap<>(order.reversed());
    blocks.forEach(block -> rows.merge(block.exits(), (long) block.rows(), Long::sum));
    List<Double> most = null;
    for (Map.Entry<List<Double>, Long> entry : rows.entrySet()) {
      if (most == null || entry.getValue() > rows.getOrDefault(most, 0L)) {
        most = entry.getKey();
      }
    }
    return Optional.ofNullable(most).map(ExitSet::new);
  }

  /** What is wrong with a row of other exits. */
  String problem(List<Double> others) {
    List<Double> missing = new ArrayList<>(exits);
    missing.removeAll(others);
    List<Double> more = new ArrayList<>(others);
    more.removeAll(exits);
    String what =
        missing.isEmpty() ? "it has exits " + names(more) : "it lacks exits " + names(missing);
    return "%s (must have exits %s, as most rows have)".formatted(what, names(exits));
  }

  private static List<String> names(List<Double> exits) {
    return exits.stream().map(ClassName::of).toList();
  }
}

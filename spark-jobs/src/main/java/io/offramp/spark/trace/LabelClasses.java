// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.calibration.trace.Trace;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The classes that a label of a trace can name: those known beforehand, or else those that an exit
 * predicts for some row. A label that is none of them can never be predicted right.
 *
 * <p>Where rows have sets of labels, any set of the model's labels is possible: that no exit says
 * one is what happens to rare sets, and no sign of a mistake.
 */
public final class LabelClasses {
  private static final int SHOWN = 3;

  private final List<String> names;
  private final @Nullable KnownClasses known;
  private final @Nullable SetNames sets;
  private final BitSet possible;
  private final Map<String, Integer> byName = new HashMap<>();

  private LabelClasses(
      List<String> names, @Nullable KnownClasses known, @Nullable SetNames sets, BitSet possible) {
    this.names = names;
    this.known = known;
    this.sets = sets;
    this.possible = possible;
    possible.stream().forEach(index -> byName.put(names.get(index), index));
  }

  /**
   * The classes of a trace.
   *
   * @param names all that occur in it, its labels among them, by number
   * @param known those known beforehand, if they are
   */
  static LabelClasses of(List<String> names, @Nullable KnownClasses known, Trace trace) {
    BitSet possible = new BitSet(names.size());
    if (known != null) {
      possible.set(0, names.size());
      return new LabelClasses(names, known, null, possible);
    }
    for (int row = 0; row < trace.rows() && possible.cardinality() < names.size(); row++) {
      for (int exit = 1; exit <= trace.exits(); exit++) {
        possible.set(trace.prediction(row, exit));
      }
    }
    return new LabelClasses(names, null, null, possible);
  }

  /**
   * Sets of labels.
   *
   * @param names all sets that occur in the trace, by number
   * @param sets names sets
   */
  static LabelClasses ofSets(List<String> names, SetNames sets) {
    BitSet possible = new BitSet(names.size());
    possible.set(0, names.size());
    return new LabelClasses(names, null, sets, possible);
  }

  /** Numbers: there is no class, and no label that cannot be. */
  static LabelClasses ofNumbers() {
    return new LabelClasses(List.of(), null, null, new BitSet());
  }

  /**
   * The number of the class that a cell names, if it is one of them; where classes are known
   * beforehand and no name is a number, their indexes name them as well.
   */
  public OptionalInt find(Object cell) {
    if (known != null) {
      return known.find(cell);
    }
    String name = sets == null ? ClassName.of(cell) : sets.find(cell).orElse("");
    Integer index = byName.get(name);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /** Whether a cell names what the model could say, be it in the trace or not. */
  public boolean isPossible(Object cell) {
    return sets == null ? find(cell).isPresent() : sets.find(cell).isPresent();
  }

  /** How many classes the trace has, possible or not: the first number that is none. */
  public int count() {
    return names.size();
  }

  /** Some of them, for messages. */
  List<String> examples() {
    return possible.stream().limit(SHOWN).mapToObj(names::get).toList();
  }

  /** The labels of a trace that are none of them. */
  StrayLabels strays(String path, Trace trace) {
    StrayLabels.Counter counter = new StrayLabels.Counter("traces " + path, this);
    for (int row = 0; row < trace.rows(); row++) {
      OptionalInt label = trace.label(row);
      if (label.isPresent() && trace.tolerance().isEmpty()) {
        int index = label.getAsInt();
        counter.add(names.get(index), possible.get(index));
      }
    }
    return counter.labels();
  }
}

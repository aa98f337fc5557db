// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.spark.trace.Slices.SliceColumn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Collects the slices of rows that tasks numbered each in their own way. */
final class SliceCollector {
  private final String name;
  private final int column;
  private final List<String> slices;
  private final Map<String, Integer> ids = new HashMap<>();
  private final int[] rows;
  private int size;
  private boolean missing;

  /**
   * @param column index among the columns that name slices
   * @param rows as many as will be added
   */
  SliceCollector(String name, int column, Collection<RowBlock> blocks, int rows) {
    this.name = name;
    this.column = column;
    this.rows = new int[rows];
    TreeSet<String> names = new TreeSet<>();
    blocks.forEach(block -> names.addAll(block.sliceNames(column)));
    slices = new ArrayList<>(ClassName.sorted(names));
    slices.forEach(slice -> ids.put(slice, ids.size()));
  }

  /** Takes a block's rows. */
  RowMerge.RunConsumer of(RowBlock block) {
    int[] known =
        block.sliceNames(column).stream()
            .mapToInt(slice -> Objects.requireNonNull(ids.get(slice)))
            .toArray();
    return (from, to) -> {
      for (int row = from; row < to; row++) {
        int code = block.slice(column, row);
        missing |= code == NameCodes.MISSING;
        rows[size++] = code == NameCodes.MISSING ? slices.size() : known[code];
      }
    };
  }

  SliceColumn column() {
    List<String> all = new ArrayList<>(slices);
    if (missing) {
      all.add(Slices.NONE);
    }
    return new SliceColumn(name, all, rows);
  }
}

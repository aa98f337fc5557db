// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.List;

/**
 * Which slice each row belongs to, for every column that names one.
 *
 * @param columns at least one
 */
public record Slices(List<Slices.SliceColumn> columns) {
  /** The slice of rows whose column is empty. */
  public static final String NONE = "(none)";

  /** Copies the list. */
  public Slices {
    columns = List.copyOf(columns);
  }

  /** The slices that one column names. */
  public static final class SliceColumn {
    private final String name;
    private final List<String> slices;
    private final int[] ids;

    SliceColumn(String name, List<String> slices, int[] ids) {
      this.name = name;
      this.slices = List.copyOf(slices);
      this.ids = ids;
    }

    /** The column's name. */
    public String name() {
      return name;
    }

    /** The slices' names, by id; {@link Slices#NONE} comes last. */
    public List<String> slices() {
      return slices;
    }

    /**
     * The id of a row's slice, an index of {@link #slices()}.
     *
     * @param row of the trace
     */
    public int id(int row) {
      return ids[row];
    }
  }
}

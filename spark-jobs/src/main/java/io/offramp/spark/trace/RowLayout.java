// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Where in a selected row what all formats have is found; an index is negative where there is none.
 *
 * @param malformed the line, if it could not be parsed
 * @param id the sample's key, as text
 * @param label its class
 * @param file rank of the file
 * @param start offset of the piece of the file
 * @param firstSlice the first of {@code slices} columns
 * @param slices names of the columns that name a slice
 */
record RowLayout(
    int malformed, int id, int label, int file, int start, int firstSlice, List<String> slices)
    implements Serializable {
  static final int NONE = -1;

  /** The line that could not be parsed, if it is one. */
  @Nullable String malformed(Row row) {
    return malformed == NONE ? null : row.getString(malformed);
  }

  /** The sample's key, if it has one. */
  @Nullable String id(Row row) {
    String key = id == NONE ? null : row.getString(id);
    return key == null || key.isBlank() ? null : key;
  }

  @Nullable Object label(Row row) {
    return label == NONE ? null : row.get(label);
  }

  @Nullable Object slice(Row row, int column) {
    return row.get(firstSlice + column);
  }
}

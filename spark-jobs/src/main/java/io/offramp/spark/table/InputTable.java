// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A table to read.
 *
 * @param rows with a column {@link TableReader#MALFORMED} where lines may be malformed
 * @param partitionColumns the columns whose values are in the names of its folders, outermost
 *     first; of a catalog's or a lake's table those that it is partitioned by
 * @param skipped files that are left out
 * @param notes what its user should know of it
 */
public record InputTable(
    Dataset<Row> rows,
    List<String> partitionColumns,
    List<DamagedFile> skipped,
    List<String> notes) {
  /** Copies the lists. */
  public InputTable {
    partitionColumns = List.copyOf(partitionColumns);
    skipped = List.copyOf(skipped);
    notes = List.copyOf(notes);
  }

  /** A table of which there is nothing else to say. */
  InputTable(Dataset<Row> rows, List<String> partitionColumns) {
    this(rows, partitionColumns, List.of(), List.of());
  }
}

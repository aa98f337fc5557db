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
 */
public record InputTable(
    Dataset<Row> rows, List<String> partitionColumns, List<DamagedFile> skipped) {
  /** Copies the lists. */
  public InputTable {
    partitionColumns = List.copyOf(partitionColumns);
    skipped = List.copyOf(skipped);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.util.List;

/**
 * A table to write.
 *
 * @param location a folder, or {@code table:NAME} of a catalog
 * @param format of its files, or of the lake
 * @param mode what becomes of a table that is there
 * @param partitionColumns columns whose values go into the names of folders, outermost first
 * @param maxRowsPerFile most rows of a file
 */
public record OutputTable(
    String location,
    TableFormat format,
    TableWriter.Mode mode,
    List<String> partitionColumns,
    long maxRowsPerFile) {
  /** Copies the list. */
  public OutputTable {
    partitionColumns = List.copyOf(partitionColumns);
  }
}

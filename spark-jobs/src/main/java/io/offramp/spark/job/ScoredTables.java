// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.spark.table.DamagedFile;
import java.util.List;
import java.util.Optional;

/**
 * What a scoring run read and wrote, beside rows.
 *
 * @param partitionColumns columns whose values are in the names of the output's folders
 * @param quarantine folder that rows with an error went to; empty: they are in the output
 * @param badRowReasons the most frequent errors; empty if nobody looked, since nothing was set
 *     apart
 * @param skippedFiles input files of which no row was read
 */
public record ScoredTables(
    List<String> partitionColumns,
    Optional<String> quarantine,
    List<BadRowReason> badRowReasons,
    List<DamagedFile> skippedFiles) {
  /** Copies the lists. */
  public ScoredTables {
    partitionColumns = List.copyOf(partitionColumns);
    badRowReasons = List.copyOf(badRowReasons);
    skippedFiles = List.copyOf(skippedFiles);
  }
}

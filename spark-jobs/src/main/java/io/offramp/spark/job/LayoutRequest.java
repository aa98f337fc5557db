// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.util.List;
import java.util.Optional;

/**
 * How a scored table is laid out.
 *
 * @param partitionBy columns whose values go into folders' names; empty: those of the input's
 *     folders
 * @param maxRowsPerFile most rows of a file; 0: as many as a task has
 * @param summary file to write the summary to as well
 */
public record LayoutRequest(
    Optional<List<String>> partitionBy, long maxRowsPerFile, Optional<String> summary) {
  /** What options default to: a million rows of text are about 128 MB of Parquet. */
  public static final LayoutRequest DEFAULT =
      new LayoutRequest(Optional.empty(), 1_000_000, Optional.empty());
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.util.List;

/**
 * What an incremental run did.
 *
 * @param batches those of this run that had rows, in their order
 * @param files new files that were looked at
 * @param allRows rows of all batches of the table, with those in its quarantine
 */
public record IncrementalReport(List<ScoreSummary> batches, long files, long allRows) {
  /** Copies the list. */
  public IncrementalReport {
    batches = List.copyOf(batches);
  }

  /** Rows of this run. */
  public long rows() {
    return batches.stream().mapToLong(ScoreSummary::rows).sum();
  }
}

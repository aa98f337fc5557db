// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.spark.table.CorruptFiles;
import java.util.Optional;

/**
 * What becomes of rows and files that cannot be scored.
 *
 * @param quarantine folder that rows with an error go to; empty: they stay where they are
 * @param limit how many of them are borne; empty: any number
 * @param corruptFiles what becomes of damaged files
 */
public record BadRowRequest(
    Optional<String> quarantine, Optional<BadRowLimit> limit, CorruptFiles corruptFiles) {
  /** What options default to: everything stays, nothing is skipped. */
  public static final BadRowRequest DEFAULT =
      new BadRowRequest(Optional.empty(), Optional.empty(), CorruptFiles.FAIL);
}

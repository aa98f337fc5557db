// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

/**
 * How only what is new is scored.
 *
 * @param checkpoint folder that remembers what was scored
 * @param maxFilesPerBatch most files that are scored and put into place together
 */
public record IncrementalRequest(String checkpoint, int maxFilesPerBatch) {
  /** Files of a batch unless told otherwise. */
  public static final int FILES = 1000;
}

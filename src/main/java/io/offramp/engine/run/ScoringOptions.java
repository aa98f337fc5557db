// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

/**
 * How rows are grouped.
 *
 * @param batchSize rows a batch
 * @param windowRows rows read ahead and sorted by length; at least a batch
 */
public record ScoringOptions(int batchSize, int windowRows) {
  /** Batches of 32, from windows of 2,048 rows, so that the rows of a batch are of like length. */
  public static final ScoringOptions DEFAULT = new ScoringOptions(32, 2048);

  /** Checks both. */
  public ScoringOptions {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "Cannot score in batches of " + batchSize + " (must be at least 1)");
    }
    if (windowRows < batchSize) {
      throw new IllegalArgumentException(
          "Cannot read %d rows ahead (must be at least the batch size, %d)"
              .formatted(windowRows, batchSize));
    }
  }

  /** The same windows with another batch size; the window grows if it must. */
  public ScoringOptions withBatchSize(int size) {
    return new ScoringOptions(size, Math.max(windowRows, size));
  }
}

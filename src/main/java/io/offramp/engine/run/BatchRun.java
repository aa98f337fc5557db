// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

/**
 * A batch that ran through one stage: with early exit a segment and its exit, else the whole model.
 *
 * @param model the first characters of the bundle's SHA-256
 * @param stage from 1
 * @param stages how many there are
 * @param rows in the batch before any left
 * @param seats that were computed, empty ones too; at least {@code rows}
 * @param length tokens that rows are padded to
 * @param nanos that it took
 */
public record BatchRun(
    String model, int stage, int stages, int rows, int seats, int length, long nanos) {
  /** As a line for logs. */
  String keysAndValues() {
    return "model=%s stage=%d/%d rows=%d seats=%d length=%d millis=%s"
        .formatted(model, stage, stages, rows, seats, length, Math.round(nanos / 1e3) / 1e3);
  }
}

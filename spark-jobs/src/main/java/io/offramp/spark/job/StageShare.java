// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How much of a stage's input is done, by the best that is known: rows of all rows, which is known
 * where a shuffle has counted them; bytes of the files; tasks that have ended, which says nothing
 * before the first one has.
 *
 * @param rows given out so far
 * @param allRows of the input
 * @param bytes read so far, a little ahead of the rows
 * @param allBytes of the input's files
 * @param tasksDone tasks that have ended well
 * @param tasks in all; 0: unknown
 */
record StageShare(
    double rows,
    OptionalLong allRows,
    double bytes,
    OptionalLong allBytes,
    int tasksDone,
    int tasks) {
  /** The least share that tells anything of the rest. */
  private static final double ENOUGH = 0.01;

  /** From 1% to below all; empty: nobody knows, or it is too early, or nothing is left. */
  OptionalDouble done() {
    if (allRows.isPresent()) {
      return within(rows / allRows.getAsLong());
    }
    if (bytes > 0 && allBytes.isPresent()) {
      return within(bytes / allBytes.getAsLong());
    }
    return tasks == 0 ? OptionalDouble.empty() : within(tasksDone / (double) tasks);
  }

  /**
   * How long the rest will take at the pace so far.
   *
   * @param seconds that the stage has run
   */
  OptionalDouble secondsLeft(double seconds) {
    OptionalDouble share = done();
    return share.isEmpty()
        ? share
        : OptionalDouble.of(seconds * (1 - share.getAsDouble()) / share.getAsDouble());
  }

  private static OptionalDouble within(double share) {
    return share >= ENOUGH && share < 1 ? OptionalDouble.of(share) : OptionalDouble.empty();
  }
}

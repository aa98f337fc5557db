// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

/**
 * What is done with a row, in one or more stages; between stages rows may change company.
 *
 * <p>Safe for use by many threads at once, each with its own batches.
 *
 * @param <A> what rows are answered with
 */
interface Stages<A> {
  /** How many there are. */
  int count();

  /**
   * Runs a stage, answers rows that leave at it and empties their seats; after the last none is
   * left.
   *
   * @param stage from 0
   */
  void run(int stage, Batch<A> batch);

  /** Copies the hidden states of some seats into seats of another batch of that padded length. */
  void copy(Batch<A> from, int[] seats, Batch<A> to, int[] places);

  /** A batch of other seats with the same rows, in its first seats; the old one is freed. */
  Batch<A> reseat(Batch<A> batch, int seats);
}

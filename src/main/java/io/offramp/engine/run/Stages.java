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
   * @throws io.offramp.engine.torch.OutOfDeviceMemoryException if the batch is too large for the
   *     device; no row is answered then, and the batch holds its rows and their states as before,
   *     so that it may be run again in parts
   */
  void run(int stage, Batch<A> batch);

  /** Seats of a batch that a stage computes, empty or not. */
  default int computed(Batch<A> batch) {
    return batch.seats();
  }

  /**
   * Copies the hidden states of some seats into seats of another batch of that padded length.
   *
   * @throws io.offramp.engine.torch.OutOfDeviceMemoryException if the device has no memory for it
   */
  void copy(Batch<A> from, int[] seats, Batch<A> to, int[] places);

  /**
   * Moves rows to the first seats of a batch of their own. The old one keeps the others; if there
   * are none, it is freed.
   *
   * @param rows how many, at least 1
   * @param seats of the new batch, at least {@code rows}
   * @throws io.offramp.engine.torch.OutOfDeviceMemoryException if the device has no memory for it;
   *     nothing is changed then
   */
  Batch<A> reseat(Batch<A> batch, int rows, int seats);
}

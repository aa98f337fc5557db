// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import java.util.List;

/**
 * What is done with a row, in one or more stages; between stages rows may change company.
 *
 * @param <A> what rows are answered with
 */
interface Stages<A> {
  /** How many there are. */
  int count();

  /**
   * Runs a stage and answers rows that leave at it; after the last none is left.
   *
   * @param stage from 0
   * @param batch the rows; its hidden states are freed
   * @return the rows that stay, perhaps none
   */
  Batch<A> run(int stage, Batch<A> batch);

  /**
   * Puts batches of one padded length, with hidden states, into one; theirs are freed if there are
   * several.
   */
  Batch<A> join(List<Batch<A>> pieces);
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Rows of one padded length that wait before one stage, in the batches that they came in, first
 * come first served.
 */
final class Waiting<A> {
  private final Stages<A> stages;
  private final Deque<Batch<A>> batches = new ArrayDeque<>();
  private int rows;
  private long bytes;

  Waiting(Stages<A> stages) {
    this.stages = stages;
  }

  int rows() {
    return rows;
  }

  /** Bytes of the hidden states. */
  long bytes() {
    return bytes;
  }

  /** Lets a batch wait; where most seats are empty, without them. */
  void add(Batch<A> batch) {
    Batch<A> added =
        2 * batch.riders() < batch.seats() ? stages.reseat(batch, batch.riders()) : batch;
    batches.add(added);
    rows += added.riders();
    bytes += added.bytes();
  }

  /** Takes the batch with the most seats. */
  Batch<A> takeLargest() {
    Batch<A> largest = batches.element();
    for (Batch<A> batch : batches) {
      if (batch.seats() > largest.seats()) {
        largest = batch;
      }
    }
    batches.remove(largest);
    rows -= largest.riders();
    bytes -= largest.bytes();
    return largest;
  }

  /** Seats rows that wait in the empty seats of another batch, as many as there are. */
  void fill(Batch<A> other) {
    while (other.riders() < other.seats() && !batches.isEmpty()) {
      Batch<A> donor = batches.element();
      int moving = Math.min(other.seats() - other.riders(), donor.riders());
      int[] from = donor.places(false, moving);
      int[] to = other.places(true, moving);
      stages.copy(donor, from, other, to);
      for (int row = 0; row < moving; row++) {
        other.sit(to[row], donor.leave(from[row]));
      }
      rows -= moving;
      if (donor.riders() == 0) {
        batches.remove();
        bytes -= donor.bytes();
        donor.close();
      }
    }
  }

  /** Forgets rows that nobody wants any more. */
  void dropAbandoned() {
    for (Batch<A> batch : batches) {
      rows -= batch.dropAbandoned();
    }
    batches.removeIf(this::closeEmpty);
  }

  private boolean closeEmpty(Batch<A> batch) {
    if (batch.riders() > 0) {
      return false;
    }
    bytes -= batch.bytes();
    batch.close();
    return true;
  }
}

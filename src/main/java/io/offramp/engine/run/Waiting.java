// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.torch.OutOfDeviceMemoryException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Rows of one padded length that wait before one stage, in the batches that they came in, first
 * come first served.
 */
final class Waiting<A> {
  private final Stages<A> stages;
  private final Deque<Batch<A>> batches = new ArrayDeque<>();
  private final AtomicLong allBytes;
  private int rows;
  private long bytes;

  /**
   * Nobody waits yet.
   *
   * @param allBytes what all that wait anywhere hold, kept up to date
   */
  Waiting(Stages<A> stages, AtomicLong allBytes) {
    this.stages = stages;
    this.allBytes = allBytes;
  }

  int rows() {
    return rows;
  }

  /** Bytes of the hidden states. */
  long bytes() {
    return bytes;
  }

  private void hold(long more) {
    bytes += more;
    allBytes.addAndGet(more);
  }

  /** Lets a batch wait; where most seats are empty, without them if there is memory to copy. */
  void add(Batch<A> batch) {
    Batch<A> added = 2 * batch.riders() < batch.seats() ? compacted(batch) : batch;
    batches.add(added);
    rows += added.riders();
    hold(added.bytes());
  }

  private Batch<A> compacted(Batch<A> batch) {
    try {
      return stages.reseat(batch, batch.riders(), batch.riders());
    } catch (OutOfDeviceMemoryException e) {
      return batch;
    }
  }

  /**
   * Takes a batch of so many seats, with as many rows as there are: the one with the most seats,
   * with others in its empty ones, or part of it.
   *
   * @throws OutOfDeviceMemoryException if the device has no memory for it; nothing is changed then
   */
  Batch<A> take(int seats) {
    Batch<A> largest = largest();
    long held = largest.bytes();
    Batch<A> taken =
        largest.seats() == seats
            ? largest
            : stages.reseat(largest, Math.min(seats, largest.riders()), seats);
    rows -= taken.riders();
    if (taken == largest || largest.riders() == 0) {
      batches.remove(largest);
      hold(-held);
    }
    fill(taken);
    return taken;
  }

  private Batch<A> largest() {
    Batch<A> largest = batches.element();
    for (Batch<A> batch : batches) {
      if (batch.seats() > largest.seats()) {
        largest = batch;
      }
    }
    return largest;
  }

  /**
   * Seats rows that wait in the empty seats of another batch, as many as there are, or as there is
   * memory to copy.
   */
  void fill(Batch<A> other) {
    while (other.riders() < other.seats() && !batches.isEmpty()) {
      Batch<A> donor = batches.element();
      int moving = Math.min(other.seats() - other.riders(), donor.riders());
      int[] from = donor.places(false, moving);
      int[] to = other.places(true, moving);
      try {
        stages.copy(donor, from, other, to);
      } catch (OutOfDeviceMemoryException e) {
        return;
      }
      for (int row = 0; row < moving; row++) {
        other.sit(to[row], donor.leave(from[row]));
      }
      rows -= moving;
      if (donor.riders() == 0) {
        batches.remove();
        hold(-donor.bytes());
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
    hold(-batch.bytes());
    batch.close();
    return true;
  }
}

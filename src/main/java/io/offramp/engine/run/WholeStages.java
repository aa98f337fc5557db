// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDManager;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.OutOfDeviceMemoryException;
import java.util.List;

/** One stage that answers every row of a batch. */
final class WholeStages<A> implements Stages<A> {
  private final Run<A> run;
  private final NDManager scope;

  /** What is done with a batch. */
  interface Run<A> {
    /**
     * An answer for each row.
     *
     * @param length tokens they are padded to
     */
    List<A> answers(List<TokenizedText> rows, int length, NDManager scope);
  }

  WholeStages(Run<A> run, NDManager scope) {
    this.run = run;
    this.scope = scope;
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public int computed(Batch<A> batch) {
    return batch.riders();
  }

  @Override
  public void run(int stage, Batch<A> batch) {
    List<Ticket<A>> tickets = batch.tickets();
    List<A> answers =
        OutOfDeviceMemoryException.watching(
            () -> run.answers(tickets.stream().map(Ticket::text).toList(), batch.length(), scope));
    for (int seat = 0; seat < tickets.size(); seat++) {
      batch.leave(seat).answer(answers.get(seat));
    }
  }

  @Override
  public void copy(Batch<A> from, int[] seats, Batch<A> to, int[] places) {
    throw new IllegalStateException("Cannot move rows between stages of one stage");
  }

  @Override
  public Batch<A> reseat(Batch<A> batch, int rows, int seats) {
    throw new IllegalStateException("Cannot move rows between stages of one stage");
  }
}

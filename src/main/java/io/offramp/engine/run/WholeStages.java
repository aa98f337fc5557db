// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDManager;
import io.offramp.engine.text.TokenizedText;
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
  public Batch<A> run(int stage, Batch<A> batch) {
    List<TokenizedText> texts = batch.tickets().stream().map(Ticket::text).toList();
    List<A> answers = run.answers(texts, batch.length(), scope);
    for (int place = 0; place < answers.size(); place++) {
      batch.tickets().get(place).answer(answers.get(place));
    }
    return new Batch<>(List.of(), null);
  }

  @Override
  public Batch<A> join(List<Batch<A>> pieces) {
    throw new IllegalStateException("Cannot join batches between stages of one stage");
  }
}

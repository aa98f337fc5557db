// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A stage for each exit: after it the rows that are sure leave. */
final class EarlyExitStages implements Stages<ExitAnswer> {
  /** What an empty seat holds: one token, for something has to be attended to. */
  private static final TokenizedText NOBODY = new TokenizedText(new int[1], new int[1], false);

  private final EarlyExitModel model;
  private final NDManager scope;

  EarlyExitStages(EarlyExitModel model, NDManager scope) {
    this.model = model;
    this.scope = scope;
  }

  @Override
  public int count() {
    return model.exits();
  }

  @Override
  public void run(int stage, Batch<ExitAnswer> batch) {
    List<TokenizedText> texts = texts(batch);
    NDArray before = batch.hidden();
    if (before == null) {
      before = model.start(texts, batch.length(), scope);
      batch.hidden(before);
    }
    EarlyExitModel.Step step;
    try (NDArray lengths = model.lengths(texts, scope)) {
      step = model.step(stage + 1, before, lengths);
    }
    before.close();
    batch.hidden(step.hidden());
    for (int seat = 0; seat < batch.seats(); seat++) {
      Ticket<ExitAnswer> ticket = batch.at(seat);
      if (ticket != null && ticket.exit().leaves(step.probabilities()[seat])) {
        batch.leave(seat);
        ticket.answer(ticket.exit().answer(stage + 1, step.probabilities()[seat]));
      }
    }
  }

  private static List<TokenizedText> texts(Batch<ExitAnswer> batch) {
    List<TokenizedText> texts = new ArrayList<>(batch.seats());
    for (int seat = 0; seat < batch.seats(); seat++) {
      Ticket<ExitAnswer> ticket = batch.at(seat);
      texts.add(ticket == null ? NOBODY : ticket.text());
    }
    return texts;
  }

  @Override
  public void copy(Batch<ExitAnswer> from, int[] seats, Batch<ExitAnswer> to, int[] places) {
    NDArray source = Objects.requireNonNull(from.hidden());
    model.move(source, seats, Objects.requireNonNull(to.hidden()), places, scope);
  }

  @Override
  public Batch<ExitAnswer> reseat(Batch<ExitAnswer> batch, int seats) {
    int[] taken = batch.places(false, batch.riders());
    int[] places = new int[seats];
    System.arraycopy(taken, 0, places, 0, taken.length);
    Batch<ExitAnswer> other = new Batch<>(batch.length(), batch.tickets(), seats);
    other.hidden(model.keep(Objects.requireNonNull(batch.hidden()), places, scope));
    batch.close();
    return other;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.OutOfDeviceMemoryException;
import java.util.ArrayList;
import java.util.Arrays;
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
    // Only this may be tried again: rows that are asked below whether they leave remember it.
    EarlyExitModel.Step step = OutOfDeviceMemoryException.watching(() -> step(stage, batch));
    batch.close();
    batch.hidden(step.hidden());
    for (int seat = 0; seat < batch.seats(); seat++) {
      Ticket<ExitAnswer> ticket = batch.at(seat);
      if (ticket != null && ticket.exit().leaves(step.probabilities()[seat])) {
        batch.leave(seat);
        ticket.answer(ticket.exit().answer(stage + 1, step.probabilities()[seat]));
      }
    }
  }

  private EarlyExitModel.Step step(int stage, Batch<ExitAnswer> batch) {
    List<TokenizedText> texts = texts(batch);
    NDArray before = batch.hidden();
    if (before == null) {
      before = model.start(texts, batch.length(), scope);
      batch.hidden(before);
    }
    return model.step(stage + 1, before, texts, batch.length(), scope);
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
    NDArray target = Objects.requireNonNull(to.hidden());
    OutOfDeviceMemoryException.watching(
        () -> {
          model.move(source, seats, target, places, scope);
          return target;
        });
  }

  @Override
  public Batch<ExitAnswer> reseat(Batch<ExitAnswer> batch, int rows, int seats) {
    int[] taken = batch.places(false, rows);
    int[] places = Arrays.copyOf(taken, seats);
    NDArray source = Objects.requireNonNull(batch.hidden());
    NDArray kept = OutOfDeviceMemoryException.watching(() -> model.keep(source, places, scope));
    Batch<ExitAnswer> other = batch.moved(taken, seats);
    other.hidden(kept);
    return other;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A stage for each exit: after it the rows that are sure leave. */
final class EarlyExitStages implements Stages<ExitAnswer> {
  private final EarlyExitModel model;
  private final NDManager scope;
  private final ScoringOptions options;

  EarlyExitStages(EarlyExitModel model, NDManager scope, ScoringOptions options) {
    this.model = model;
    this.scope = scope;
    this.options = options;
  }

  @Override
  public int count() {
    return model.exits();
  }

  @Override
  public Batch<ExitAnswer> run(int stage, Batch<ExitAnswer> batch) {
    List<TokenizedText> texts = texts(batch);
    try (NDArray hidden = before(batch, texts);
        NDArray mask = model.mask(texts, batch.length(), scope)) {
      EarlyExitModel.Step step = model.step(stage + 1, hidden, mask);
      List<Ticket<ExitAnswer>> staying = new ArrayList<>();
      long[] places = new long[batch.size()];
      for (int place = 0; place < batch.size(); place++) {
        Ticket<ExitAnswer> ticket = batch.tickets().get(place);
        float[] probabilities = step.probabilities()[place];
        if (ticket.exit().leaves(probabilities)) {
          ticket.answer(ticket.exit().answer(stage + 1, probabilities));
        } else {
          places[staying.size()] = place;
          staying.add(ticket);
        }
      }
      return kept(step.hidden(), staying, places, texts.size());
    }
  }

  /** The rows' texts, and the first one's again for each row that fills the batch up. */
  private List<TokenizedText> texts(Batch<ExitAnswer> batch) {
    List<TokenizedText> texts = new ArrayList<>();
    batch.tickets().forEach(ticket -> texts.add(ticket.text()));
    int filled = options.filled(batch.size(), batch.length());
    while (texts.size() < filled) {
      texts.add(texts.get(0));
    }
    return texts;
  }

  private NDArray before(Batch<ExitAnswer> batch, List<TokenizedText> texts) {
    NDArray given = batch.hidden();
    if (given == null) {
      return model.start(texts, batch.length(), scope);
    }
    if (texts.size() == batch.size()) {
      return given;
    }
    long[] places = new long[texts.size()];
    for (int place = 0; place < batch.size(); place++) {
      places[place] = place;
    }
    try (given) {
      return model.keep(given, places, places.length, scope);
    }
  }

  private Batch<ExitAnswer> kept(
      NDArray hidden, List<Ticket<ExitAnswer>> staying, long[] places, int rows) {
    if (staying.size() == rows) {
      return new Batch<>(staying, hidden);
    }
    try (hidden) {
      return new Batch<>(
          staying, staying.isEmpty() ? null : model.keep(hidden, places, staying.size(), scope));
    }
  }

  @Override
  public Batch<ExitAnswer> join(List<Batch<ExitAnswer>> pieces) {
    if (pieces.size() == 1) {
      return pieces.get(0);
    }
    List<Ticket<ExitAnswer>> tickets = new ArrayList<>();
    NDList hidden = new NDList();
    for (Batch<ExitAnswer> piece : pieces) {
      tickets.addAll(piece.tickets());
      hidden.add(Objects.requireNonNull(piece.hidden()));
    }
    NDArray joined = NDArrays.concat(hidden);
    pieces.forEach(Batch::close);
    return new Batch<>(tickets, joined);
  }
}

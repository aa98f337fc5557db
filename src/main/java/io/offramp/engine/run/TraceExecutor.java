// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TokenBatch;
import java.util.ArrayList;
import java.util.List;

/** Every row through every exit: a row's answer is its K times C class probabilities. */
final class TraceExecutor implements BatchExecutor<float[][]> {
  private final EarlyExitModel model;

  TraceExecutor(EarlyExitModel model) {
    this.model = model;
  }

  @Override
  public List<float[][]> execute(List<TokenizedText> rows) {
    List<float[][]> answers = new ArrayList<>(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      answers.add(new float[model.exits()][]);
    }
    try (NDManager scope = model.newScope()) {
      TokenBatch batch = model.batch(rows, scope);
      NDArray hidden = model.embed(batch);
      for (int exit = 1; exit <= model.exits(); exit++) {
        hidden = model.segment(exit, hidden, batch.mask());
        float[][] probabilities = model.probabilities(exit, hidden, batch.mask());
        for (int row = 0; row < probabilities.length; row++) {
          answers.get(row)[exit - 1] = probabilities[row];
        }
      }
    }
    return answers;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.List;

/**
 * A row's probabilities when it is run by itself, unpadded.
 *
 * <p>Kernels add in another order for another batch shape, so a probability wobbles in its last
 * bits with the company a row keeps. Alone, the shape is the row's own, and the result is a
 * function of the row.
 */
class LoneRun {
  private final EarlyExitModel model;

  LoneRun(EarlyExitModel model) {
    this.model = model;
  }

  /** The class probabilities [C] of one exit. */
  float[] probabilities(TokenizedText row, int exit) {
    return run(row, exit, exit).get(0);
  }

  /** The class probabilities [C] of each exit from the first to one. */
  List<float[]> probabilitiesUpTo(TokenizedText row, int exit) {
    return run(row, 1, exit);
  }

  private List<float[]> run(TokenizedText row, int from, int to) {
    List<float[]> probabilities = new ArrayList<>();
    try (NDManager scope = model.newScope()) {
      List<TokenizedText> rows = List.of(row);
      NDArray hidden = model.start(rows, row.length(), scope);
      for (int exit = 1; exit <= to; exit++) {
        EarlyExitModel.Step step = model.step(exit, hidden, rows, row.length(), scope);
        hidden = step.hidden();
        if (exit >= from) {
          probabilities.add(step.probabilities()[0]);
        }
      }
    }
    return probabilities;
  }
}

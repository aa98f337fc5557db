// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.List;

/** Every row through every exit: a row's answer is its K times C class probabilities. */
final class EveryExit implements WholeStages.Run<float[][]> {
  private final EarlyExitModel model;

  EveryExit(EarlyExitModel model) {
    this.model = model;
  }

  @Override
  public List<float[][]> answers(List<TokenizedText> rows, int length, NDManager scope) {
    List<float[][]> answers = new ArrayList<>(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      answers.add(new float[model.exits()][]);
    }
    NDArray hidden = model.start(rows, length, scope);
    try {
      for (int exit = 1; exit <= model.exits(); exit++) {
        EarlyExitModel.Step step;
        try (NDArray before = hidden) {
          step = model.step(exit, before, rows, length, scope);
        }
        hidden = step.hidden();
        for (int row = 0; row < rows.size(); row++) {
          answers.get(row)[exit - 1] = step.probabilities()[row];
        }
      }
    } finally {
      hidden.close();
    }
    return answers;
  }
}

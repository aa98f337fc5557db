// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDManager;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.List;

/** Every row to the last exit in one call: the baseline that early exit is measured against. */
final class FullDepthExecutor implements BatchExecutor<ExitAnswer> {
  private final EarlyExitModel model;
  private final Referee referee;

  FullDepthExecutor(EarlyExitModel model) {
    this.model = model;
    this.referee = new Referee(new LoneRun(model), model.classes());
  }

  @Override
  public List<ExitAnswer> execute(List<TokenizedText> rows) {
    try (NDManager scope = model.newScope()) {
      float[][] probabilities = model.fullDepth(model.batch(rows, scope));
      List<ExitAnswer> answers = new ArrayList<>(rows.size());
      for (int row = 0; row < probabilities.length; row++) {
        answers.add(referee.answer(model.exits(), probabilities[row], rows.get(row)));
      }
      return answers;
    }
  }
}

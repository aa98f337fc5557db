// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDManager;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.List;

/** Every row to the last exit in one call: the baseline that early exit is measured against. */
final class FullDepth implements WholeStages.Run<ExitAnswer> {
  private final EarlyExitModel model;
  private final Referee referee;

  FullDepth(EarlyExitModel model, Referee referee) {
    this.model = model;
    this.referee = referee;
  }

  @Override
  public List<ExitAnswer> answers(List<TokenizedText> rows, int length, NDManager scope) {
    float[][] probabilities = model.fullDepth(rows, length, scope);
    List<ExitAnswer> answers = new ArrayList<>(rows.size());
    for (int row = 0; row < probabilities.length; row++) {
      answers.add(referee.answer(model.exits(), probabilities[row], rows.get(row)));
    }
    return answers;
  }
}

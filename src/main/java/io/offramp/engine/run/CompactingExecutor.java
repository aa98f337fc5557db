// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.text.TokenizedText;
import io.offramp.engine.torch.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Early exit inside one batch: after each segment the rows that are sure leave, and the rows that
 * stay are gathered into a smaller batch.
 */
final class CompactingExecutor implements BatchExecutor<ExitAnswer> {
  private final EarlyExitModel model;
  private final ExitPolicy policy;
  private final Referee referee;

  CompactingExecutor(EarlyExitModel model, ExitPolicy policy) {
    this.model = model;
    this.policy = policy;
    this.referee = new Referee(new LoneRun(model), model.classes());
  }

  @Override
  public List<ExitAnswer> execute(List<TokenizedText> rows) {
    ExitAnswer[] answers = new ExitAnswer[rows.size()];
    List<Integer> staying = new ArrayList<>();
    List<RowJudge> judges = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      staying.add(row);
      judges.add(referee.judge(policy, rows.get(row)));
    }
    try (NDManager scope = model.newScope()) {
      TokenBatch batch = model.batch(rows, scope);
      NDArray mask = batch.mask();
      NDArray hidden = model.embed(batch);
      for (int exit = 1; !staying.isEmpty(); exit++) {
        hidden = model.segment(exit, hidden, mask);
        float[][] probabilities = model.probabilities(exit, hidden, mask);
        List<Integer> next = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        for (int place = 0; place < probabilities.length; place++) {
          int row = staying.get(place);
          if (judges.get(row).leaves(probabilities[place])) {
            answers[row] = referee.answer(exit, probabilities[place], rows.get(row));
          } else {
            next.add(row);
            kept.add(place);
          }
        }
        if (!next.isEmpty() && next.size() < staying.size()) {
          try (NDArray index =
              scope.create(kept.stream().mapToLong(Integer::longValue).toArray())) {
            hidden = replace(hidden, hidden.get(index));
            mask = replace(mask, mask.get(index));
          }
        }
        staying = next;
      }
    }
    return Arrays.asList(answers);
  }

  private static NDArray replace(NDArray old, NDArray now) {
    old.close();
    return now;
  }
}

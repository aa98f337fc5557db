// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.policy.ExitPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs the same rows through a model at two precisions and counts those on which they agree. Rows
 * that cannot be scored take no part.
 */
public final class Parity {
  private Parity() {}

  /**
   * Compares predictions and exits, as a policy makes them.
   *
   * @param other the more exact one
   * @param policy empty: full depth, predictions only
   */
  public static Agreement ofAnswers(
      EarlyExitModel one,
      EarlyExitModel other,
      Optional<ExitPolicy> policy,
      ScoringOptions options,
      List<RowText> rows) {
    List<ExitAnswer> exact = answers(scorer(other, policy, options), rows);
    Reading reading = one.reading();
    if (reading instanceof NumberReading numbers) {
      reading = numbers.knowing(exact.stream().map(ExitAnswer::number).toList());
    }
    return Agreement.ofAnswers(answers(scorer(one, policy, options), rows), exact, reading);
  }

  /**
   * Compares predictions at every exit; the exit that agrees least counts.
   *
   * @param other the more exact one
   */
  public static Agreement ofEveryExit(
      EarlyExitModel one, EarlyExitModel other, ScoringOptions options, List<RowText> rows) {
    List<float[][]> exact = answers(Scorers.trace(other, options), rows);
    Reading reading = one.reading();
    if (reading instanceof NumberReading numbers) {
      reading =
          numbers.knowing(exact.stream().map(row -> (double) row[row.length - 1][0]).toList());
    }
    return Agreement.ofEveryExit(answers(Scorers.trace(one, options), rows), exact, reading);
  }

  private static Scorer<ExitAnswer> scorer(
      EarlyExitModel model, Optional<ExitPolicy> policy, ScoringOptions options) {
    return policy
        .map(some -> Scorers.earlyExit(model, some, options))
        .orElseGet(() -> Scorers.fullDepth(model, options));
  }

  private static <A> List<A> answers(Scorer<A> scorer, List<RowText> rows) {
    List<A> answers = new ArrayList<>(rows.size());
    try (Outcomes<A> outcomes = Scorers.unobserved(scorer).score(rows.iterator())) {
      while (outcomes.hasNext()) {
        if (outcomes.next() instanceof Outcome.Answered<A> answered) {
          answers.add(answered.answer());
        }
      }
    }
    return answers;
  }
}

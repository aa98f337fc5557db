// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Short words for what every test of scorers does. */
final class Scoring {
  /** What the contract of {@link Scorer} allows. */
  static final double CONFIDENCE_TOLERANCE = 1e-4;

  private Scoring() {}

  static List<RowText> rows(List<String> texts) {
    return texts.stream().map(text -> new RowText(text, null)).toList();
  }

  static List<TokenizedText> tokens(EarlyExitModel model, List<String> texts) {
    return model
        .encoder()
        .encodeAll(texts.stream().map(text -> new TextInput(text, null)).toList());
  }

  static <A> List<Outcome<A>> outcomes(Scorer<A> scorer, List<RowText> rows) {
    List<Outcome<A>> outcomes = new ArrayList<>();
    scorer.score(rows.iterator()).forEachRemaining(outcomes::add);
    return outcomes;
  }

  static <A> List<A> answers(Scorer<A> scorer, List<RowText> rows) {
    return outcomes(scorer, rows).stream().map(Scoring::answer).toList();
  }

  static <A> A answer(Outcome<A> outcome) {
    if (outcome instanceof Outcome.Answered<A> answered) {
      return answered.answer();
    }
    throw new AssertionError("Expected an answer, not " + outcome);
  }

  /** Every row's probabilities at every exit when it runs by itself: [row][K][C]. */
  static List<float[][]> aloneTraces(EarlyExitModel model, List<TokenizedText> rows) {
    return rows.stream().map(row -> aloneTrace(model, row)).toList();
  }

  static float[][] aloneTrace(EarlyExitModel model, TokenizedText row) {
    try (NDManager scope = model.newScope()) {
      return new EveryExit(model).answers(List.of(row), row.length(), scope).get(0);
    }
  }

  static ScoringOptions options(int batchSize, int windowRows) {
    ScoringOptions defaults = ScoringOptions.DEFAULT;
    return new ScoringOptions(batchSize, windowRows, defaults.lengthGrid(), defaults.queueBytes());
  }

  /** Answers by early exit in batches of so many neighbours, padded to the longest of them. */
  static List<ExitAnswer> inBatches(
      EarlyExitModel model, ExitPolicy policy, List<TokenizedText> rows, int batchSize) {
    Exits exits = new PolicyExits(policy, Referee.of(model));
    List<ExitAnswer> answers = new ArrayList<>();
    try (NDManager scope = model.newScope()) {
      Stages<ExitAnswer> stages = new EarlyExitStages(model, scope);
      for (int start = 0; start < rows.size(); start += batchSize) {
        List<TokenizedText> texts = rows.subList(start, Math.min(rows.size(), start + batchSize));
        int longest = texts.stream().mapToInt(TokenizedText::length).max().orElseThrow();
        List<Ticket<ExitAnswer>> tickets =
            texts.stream()
                .map(text -> new Ticket<ExitAnswer>(text, longest, exits.of(0, text)))
                .toList();
        Batch<ExitAnswer> batch = new Batch<>(longest, tickets, tickets.size());
        for (int stage = 0; batch.riders() > 0; stage++) {
          stages.run(stage, batch);
        }
        batch.close();
        tickets.forEach(ticket -> answers.add(ticket.answer()));
      }
    }
    return answers;
  }

  /** The answers by the definition of early exit, from a trace. */
  static List<ExitAnswer> expected(List<float[][]> traces, ExitPolicy policy) {
    List<ExitAnswer> answers = new ArrayList<>();
    for (float[][] trace : traces) {
      int exit = 1;
      while (exit < trace.length && confidence(trace, exit) < policy.thresholds().get(exit - 1)) {
        exit++;
      }
      answers.add(answerAt(trace, exit));
    }
    return answers;
  }

  static ExitAnswer answerAt(float[][] trace, int exit) {
    float[] probabilities = trace[exit - 1];
    int label = 0;
    while (probabilities[label] < confidence(trace, exit)) {
      label++;
    }
    return new ExitAnswer(exit, label, confidence(trace, exit));
  }

  /** The greatest probability at an exit. */
  static double confidence(float[][] trace, int exit) {
    double greatest = 0;
    for (float probability : trace[exit - 1]) {
      greatest = Math.max(greatest, probability);
    }
    return greatest;
  }

  /** The confidence that a share of the rows stays below at an exit. */
  static double quantile(List<float[][]> traces, int exit, double share) {
    double[] sorted = traces.stream().mapToDouble(trace -> confidence(trace, exit)).toArray();
    Arrays.sort(sorted);
    return sorted[(int) (share * (sorted.length - 1))];
  }

  static void assertAgree(List<ExitAnswer> actual, List<ExitAnswer> expected, String what) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      String row = what + ", row " + i;
      assertThat(actual.get(i).exit()).as(row).isEqualTo(expected.get(i).exit());
      assertThat(actual.get(i).label()).as(row).isEqualTo(expected.get(i).label());
      assertThat(actual.get(i).confidence())
          .as(row)
          .isCloseTo(expected.get(i).confidence(), within(CONFIDENCE_TOLERANCE));
    }
  }
}

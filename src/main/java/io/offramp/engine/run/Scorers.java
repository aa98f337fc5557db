// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.engine.text.TextEncoding;
import java.util.function.LongToIntFunction;

/** Makes scorers; the place where an execution strategy is chosen. */
public final class Scorers {
  private static final Exits NOWHERE = (number, row) -> new LastExit();

  private Scorers() {}

  /**
   * Rows leave where {@code policy} lets them.
   *
   * @throws IllegalArgumentException if the policy was certified for another bundle
   */
  public static Scorer<ExitAnswer> earlyExit(
      EarlyExitModel model, ExitPolicy policy, ScoringOptions options) {
    model.bundle().requireOwn(policy);
    Exits exits = new PolicyExits(policy, Referee.of(model));
    return scorer(model, model.rebatchers().earlyExit(options), exits, options);
  }

  /**
   * Rows leave where they are told to, whatever the model says: for measuring what a distribution
   * of exits gives. Everything else is as by a policy.
   *
   * @param exitOfRow the exit, 1 to K, of a row by its number, from 0; asked once a row, in order
   * @throws IllegalArgumentException if identical texts are to be scored once: their rows may be
   *     told to leave at different exits
   */
  public static Scorer<ExitAnswer> replay(
      EarlyExitModel model, LongToIntFunction exitOfRow, ScoringOptions options) {
    if (options.dedupe()) {
      throw new IllegalArgumentException(
          "Cannot replay exits by row with dedupe on: rows of one text would leave together (leave dedupe off)");
    }
    Exits exits = new ReplayedExits(exitOfRow, model.exits(), Referee.of(model));
    return scorer(model, model.rebatchers().earlyExit(options), exits, options);
  }

  /** Every row runs to the last exit. */
  public static Scorer<ExitAnswer> fullDepth(EarlyExitModel model, ScoringOptions options) {
    return scorer(model, model.rebatchers().fullDepth(options), NOWHERE, options);
  }

  /** Every row is answered with the class probabilities of every exit: [K][C]. */
  public static Scorer<float[][]> trace(EarlyExitModel model, ScoringOptions options) {
    return scorer(model, model.rebatchers().everyExit(options), NOWHERE, options);
  }

  /** Every row is answered with what each exit's head is given, and what the last exit says. */
  public static Scorer<ExitFeatures> features(EarlyExitModel model, ScoringOptions options) {
    return scorer(model, model.rebatchers().pooledExits(options), NOWHERE, options);
  }

  /**
   * The same scorer with tokens from elsewhere: for measuring the model without the tokenizer.
   *
   * @throws IllegalArgumentException if the scorer was not made here
   */
  public static <A> Scorer<A> tokenised(Scorer<A> scorer, TextEncoding tokens) {
    if (scorer instanceof StreamingScorer<A> streaming) {
      return streaming.with(tokens);
    }
    throw new IllegalArgumentException("Cannot give tokens to " + scorer);
  }

  /** The same scorer, of whose rows no observer hears: they are no part of the work. */
  static <A> Scorer<A> unobserved(Scorer<A> scorer) {
    return scorer instanceof StreamingScorer<A> streaming
        ? streaming.with(new ScoringObserver() {})
        : scorer;
  }

  private static <A> Scorer<A> scorer(
      EarlyExitModel model, Rebatcher<A> rebatcher, Exits exits, ScoringOptions options) {
    RowCheck check =
        model.bundle().manifest().textPairs() ? RowCheck.TEXT_PAIR : RowCheck.SINGLE_TEXT;
    return new StreamingScorer<>(
        model.encoder(), check, rebatcher, exits, model.maxLength(), options);
  }

  /** For rows that no exit is asked about. */
  private static final class LastExit implements Exits.Exit {
    @Override
    public boolean leaves(float[] probabilities) {
      throw new IllegalStateException("Cannot ask where a row leaves that runs through");
    }

    @Override
    public ExitAnswer answer(int exit, float[] probabilities) {
      throw new IllegalStateException("Cannot answer a row that runs through");
    }
  }
}

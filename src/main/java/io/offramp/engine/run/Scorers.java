// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.calibration.policy.ExitPolicy;

/** Makes scorers; the place where an execution strategy is chosen. */
public final class Scorers {
  private Scorers() {}

  /**
   * Rows leave where {@code policy} lets them.
   *
   * @throws IllegalArgumentException if the policy was certified for another bundle
   */
  public static Scorer<ExitAnswer> earlyExit(
      EarlyExitModel model, ExitPolicy policy, ScoringOptions options) {
    model.bundle().requireOwn(policy);
    return windowed(model, new CompactingExecutor(model, policy), options);
  }

  /** Every row runs to the last exit. */
  public static Scorer<ExitAnswer> fullDepth(EarlyExitModel model, ScoringOptions options) {
    return windowed(model, new FullDepthExecutor(model), options);
  }

  /** Every row is answered with the class probabilities of every exit: [K][C]. */
  public static Scorer<float[][]> trace(EarlyExitModel model, ScoringOptions options) {
    return windowed(model, new TraceExecutor(model), options);
  }

  private static <A> Scorer<A> windowed(
      EarlyExitModel model, BatchExecutor<A> executor, ScoringOptions options) {
    RowCheck check =
        model.bundle().manifest().textPairs() ? RowCheck.TEXT_PAIR : RowCheck.SINGLE_TEXT;
    return new WindowedScorer<>(model.encoder(), check, executor, options);
  }
}

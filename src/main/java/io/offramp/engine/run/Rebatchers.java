// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The queues of one loaded model: all who score with the same options share them. */
final class Rebatchers {
  private final EarlyExitModel model;
  private final NDManager scope;
  private final Map<ScoringOptions, Rebatcher<ExitAnswer>> earlyExit = new ConcurrentHashMap<>();
  private final Map<ScoringOptions, Rebatcher<ExitAnswer>> fullDepth = new ConcurrentHashMap<>();
  private final Map<ScoringOptions, Rebatcher<float[][]>> everyExit = new ConcurrentHashMap<>();

  /**
   * Those of a model.
   *
   * @param scope owns waiting states; closed with the model
   */
  Rebatchers(EarlyExitModel model, NDManager scope) {
    this.model = model;
    this.scope = scope;
  }

  /** Rows leave where their own exits say. */
  Rebatcher<ExitAnswer> earlyExit(ScoringOptions options) {
    return earlyExit.computeIfAbsent(
        options, key -> new Rebatcher<>(new EarlyExitStages(model, scope), key));
  }

  /** Every row runs to the last exit in one call. */
  Rebatcher<ExitAnswer> fullDepth(ScoringOptions options) {
    return fullDepth.computeIfAbsent(
        options, key -> whole(new FullDepth(model, Referee.of(model)), key));
  }

  /** Every row is answered with every exit's probabilities. */
  Rebatcher<float[][]> everyExit(ScoringOptions options) {
    return everyExit.computeIfAbsent(options, key -> whole(new EveryExit(model), key));
  }

  /** The manager of the states that wait. */
  NDManager scope() {
    return scope;
  }

  private <A> Rebatcher<A> whole(WholeStages.Run<A> run, ScoringOptions options) {
    return new Rebatcher<>(new WholeStages<>(run, scope), options);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The queues of one loaded model: all who score with the same options share them. */
final class Rebatchers {
  /** Characters of a bundle's identity by which logs tell models apart. */
  private static final int NAME_LENGTH = 12;

  private final EarlyExitModel model;
  private final NDManager scope;
  private final Map<ScoringOptions, Rebatcher<ExitAnswer>> earlyExit = new ConcurrentHashMap<>();
  private final Map<ScoringOptions, Rebatcher<ExitAnswer>> fullDepth = new ConcurrentHashMap<>();
  private final Map<ScoringOptions, Rebatcher<float[][]>> everyExit = new ConcurrentHashMap<>();
  private final Map<ScoringOptions, Rebatcher<ExitFeatures>> pooled = new ConcurrentHashMap<>();

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
        options, key -> rebatcher(new EarlyExitStages(model, scope), key));
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

  /** Every row is answered with what every exit pools. */
  Rebatcher<ExitFeatures> pooledExits(ScoringOptions options) {
    return pooled.computeIfAbsent(options, key -> whole(new PooledExits(model), key));
  }

  /** Bytes of the hidden states that wait in all of them. */
  long waitingBytes() {
    return all().mapToLong(Rebatcher::waitingBytes).sum();
  }

  /** The most that may wait in those that were asked for. */
  long mostWaitingBytes() {
    return all().mapToLong(Rebatcher::mostWaitingBytes).sum();
  }

  private Stream<Rebatcher<?>> all() {
    return Stream.<Map<ScoringOptions, ? extends Rebatcher<?>>>of(
            earlyExit, fullDepth, everyExit, pooled)
        .flatMap(queues -> queues.values().stream());
  }

  /** The manager of the states that wait. */
  NDManager scope() {
    return scope;
  }

  private <A> Rebatcher<A> whole(WholeStages.Run<A> run, ScoringOptions options) {
    return rebatcher(new WholeStages<>(run, scope), options);
  }

  private <A> Rebatcher<A> rebatcher(Stages<A> stages, ScoringOptions options) {
    String name = model.bundle().sha256().substring(0, NAME_LENGTH);
    return new Rebatcher<>(name, stages, options, ScoringObservers.all());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.LevelCounts;
import io.offramp.calibration.search.PathCounts;
import io.offramp.calibration.search.ThresholdPath;
import io.offramp.calibration.signal.Signal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A path, the rows it was fitted to, and those that test it, counted along it once. */
final class FittedPath {
  private final PathKind kind;
  private final Signal signal;
  private final Split split;
  private final double deltaShare;
  private final PathOnRows risk;
  private final PathOnRows cost;
  private final Map<Integer, LevelCounts> whole = new ConcurrentHashMap<>();

  /**
   * A path before its tests.
   *
   * @param deltaShare the part of delta that its tests may spend, in (0,1]
   */
  FittedPath(
      PathKind kind,
      Signal signal,
      ThresholdPath path,
      ExitTable table,
      Split split,
      double deltaShare) {
    this.kind = kind;
    this.signal = signal;
    this.split = split;
    this.deltaShare = deltaShare;
    this.risk = new PathOnRows(path, table, split.testing());
    this.cost =
        split.testing() == split.costing() ? risk : new PathOnRows(path, table, split.costing());
  }

  /** What a level of the path does to all rows of a set, always the same one; remembered. */
  LevelCounts whole(CalibrationSet set, int level) {
    return whole.computeIfAbsent(
        level,
        key ->
            PathCounts.of(
                    new ThresholdPath(new float[][] {risk.path().thresholds(key)}),
                    risk.table(),
                    set.rows())
                .at(0));
  }

  /** What levels do to the rows that test a goal's risk, or its cost if that alone is bounded. */
  PathCounts counts(Goal goal) {
    return (goal.risk().isPresent() ? risk : cost).counts();
  }

  PathKind kind() {
    return kind;
  }

  Signal signal() {
    return signal;
  }

  ExitTable table() {
    return risk.table();
  }

  ThresholdPath path() {
    return risk.path();
  }

  Split split() {
    return split;
  }

  /** The tests of a goal along the path. */
  Attempt attempt(Goal goal, RiskTest test) {
    return Attempt.of(goal, test, goal.delta() * deltaShare, split.tuning(), risk, cost);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.RiskTarget;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.PathCounts;
import io.offramp.calibration.search.ThresholdPath;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The candidates of the {@linkplain Methods#recommended recommended} calibration of some rows, and
 * the rows that tune and test them; for showing what a calibration chose among.
 *
 * <p>The same rows, goal, options and seed give the candidates that calibration itself had. Looking
 * at them again certifies nothing: the guarantee is about the one bound that was asked for before
 * the rows were looked at.
 */
public final class Frontier {
  private final CalibrationSet set;
  private final Goal goal;
  private final CertifiedMethod method;
  private final CertifiedMethod.Fit fit;

  /**
   * Candidates in the order in which they are tested.
   *
   * @param name a stable, kebab-case name of how they were found
   * @param table all rows under the signal that thresholds are compared with
   * @param levels from safe to cheap
   * @param passed the levels that pass their tests, in the order of the tests
   * @param counts what levels do to the rows that test these candidates: all {@linkplain
   *     #certifyingRows certifying rows}, unless several families share them out
   */
  public record Candidates(
      String name, ExitTable table, ThresholdPath levels, List<Integer> passed, PathCounts counts) {
    /** Copies the list. */
    public Candidates {
      passed = List.copyOf(passed);
    }
  }

  /**
   * What would be chosen of the candidates.
   *
   * @param table all rows under the signal that thresholds are compared with
   * @param thresholds K-1 numbers in [0,1], or positive infinity where no row leaves; not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // read by one caller, at once
  public record Explored(ExitTable table, float[] thresholds) {}

  private Frontier(CalibrationSet set, Goal goal, CertifiedMethod method, CertifiedMethod.Fit fit) {
    this.set = set;
    this.goal = goal;
    this.method = method;
    this.fit = fit;
  }

  /**
   * Fits the candidates.
   *
   * @throws CalibrationException if the rows cannot be calibrated for the goal at all
   */
  public static Frontier of(CalibrationSet set, Goal goal, CalibrationOptions options, long seed) {
    Requirements.check(set.trace(), goal);
    CertifiedMethod method = new CertifiedMethod("offramp", options, Optional.empty(), List.of());
    return new Frontier(set, goal, method, method.fit(set, goal, seed));
  }

  /** The families of candidates. */
  public List<Candidates> candidates() {
    return fit.paths().stream()
        .map(
            path ->
                new Candidates(
                    name(path.kind()),
                    path.table(),
                    path.path(),
                    path.attempt(goal, method.test()).passing(),
                    path.counts(goal)))
        .toList();
  }

  private static String name(PathKind kind) {
    return switch (kind) {
      case SHARED -> "shared-threshold";
      case CALIBRATED_LEVEL -> "calibrated-level";
      case FRONTIER -> "per-exit-search";
    };
  }

  /** The rows that candidates were fitted to, ascending; none if nothing had to be fitted. */
  public int[] tuningRows() {
    return rows(fit.paths().stream().map(path -> path.split().tuning()));
  }

  /** The rows that test the risk, or the cost if no risk is bounded; ascending. */
  public int[] certifyingRows() {
    return goal.risk().isPresent()
        ? rows(fit.paths().stream().map(path -> path.split().testing()))
        : rows(fit.paths().stream().map(path -> path.split().costing()));
  }

  private static int[] rows(Stream<int[]> parts) {
    BitSet rows = new BitSet();
    parts.forEach(part -> Arrays.stream(part).forEach(rows::set));
    return rows.stream().toArray();
  }

  /** What calibration made of these candidates. */
  public Verdict verdict() {
    return method.test(set, goal, fit);
  }

  /**
   * What the same candidates on the same rows would have come to under another bound on the risk;
   * exploration, no guarantee. None if no candidate passes.
   */
  public Optional<Explored> under(RiskTarget risk) {
    return method
        .winner(set, goal.withRisk(risk), fit)
        .map(winner -> new Explored(winner.table(), winner.thresholds()));
  }
}

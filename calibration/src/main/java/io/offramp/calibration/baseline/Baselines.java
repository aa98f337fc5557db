// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.baseline;

import io.offramp.calibration.bound.WaudbySmithRamdas;
import io.offramp.calibration.certify.Assurance;
import io.offramp.calibration.certify.CalibrationMethod;
import io.offramp.calibration.certify.SharedLevels;
import io.offramp.calibration.signal.HistorySignal;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.trace.Trace;
import java.util.List;

/** What others do, to compare with. Made for goals that bound a risk. */
public final class Baselines {
  private static final String PATIENCE = "patience";

  private Baselines() {}

  /** All of them. */
  public static List<CalibrationMethod> all() {
    return List.of(
        new FullDepth(), naive(), geometricShares(), patience(), conformalRisk(), upperBound());
  }

  /** Those that can be tried on a trace: patience knows of no numbers that are near. */
  public static List<CalibrationMethod> of(Trace trace) {
    return all().stream()
        .filter(method -> trace.tolerance().isEmpty() || !method.id().equals(PATIENCE))
        .toList();
  }

  /** One threshold, the cheapest whose observed risk is within the bound: no guarantee. */
  private static CalibrationMethod naive() {
    return new PathBaseline(
        "naive",
        Assurance.NONE,
        set -> LoneExitSignal.MAX_PROBABILITY,
        (table, set, rows) -> SharedLevels.path(table, set.trace().classes()),
        (level, goal) -> level.risk() <= Losses.bound(goal),
        false);
  }

  /** {@link GeometricShares}, the cheapest whose observed risk is within the bound. */
  private static CalibrationMethod geometricShares() {
    return new PathBaseline(
        "geometric-shares",
        Assurance.NONE,
        set -> LoneExitSignal.MAX_PROBABILITY,
        (table, set, rows) -> GeometricShares.path(table, rows),
        (level, goal) -> level.risk() <= Losses.bound(goal),
        false);
  }

  /**
   * A row leaves when as many exits in a row agree; the least number whose observed risk is within
   * the bound.
   *
   * <p>Source: W. Zhou, C. Xu, T. Ge, J. McAuley, K. Xu, F. Wei, "BERT loses patience", NeurIPS
   * 2020.
   */
  private static CalibrationMethod patience() {
    return new PathBaseline(
        PATIENCE,
        Assurance.NONE,
        set -> patienceSignal(set.trace().exits()),
        (table, set, rows) -> SharedLevels.counts(table),
        (level, goal) -> level.risk() <= Losses.bound(goal),
        false);
  }

  private static Signal patienceSignal(int exits) {
    return new HistorySignal(HistorySignal.Kind.PATIENCE, exits);
  }

  /**
   * Conformal risk control on losses in {0, 1}: holds on average over draws of the rows, if the
   * loss does not fall along the path.
   *
   * <p>Source: A. Angelopoulos, S. Bates, A. Fisch, L. Lei, T. Schuster, "Conformal risk control",
   * arXiv 2208.02814; for early exit by Jazbec and others (RC-EENN).
   */
  private static CalibrationMethod conformalRisk() {
    return new PathBaseline(
        "conformal-risk",
        Assurance.EXPECTATION,
        set -> LoneExitSignal.MAX_PROBABILITY,
        (table, set, rows) -> SharedLevels.path(table, set.trace().classes()),
        (level, goal) -> (level.lostRows() + 1.0) / (level.knownRows() + 1.0) <= Losses.bound(goal),
        true);
  }

  /** An upper confidence bound by {@link WaudbySmithRamdas} on losses in {0, 1} (RC-EENN). */
  private static CalibrationMethod upperBound() {
    return new PathBaseline(
        "upper-bound",
        Assurance.EXACT,
        set -> LoneExitSignal.MAX_PROBABILITY,
        (table, set, rows) -> SharedLevels.path(table, set.trace().classes()),
        (level, goal) ->
            WaudbySmithRamdas.rejects(
                level.knownRows(), level::loss, Losses.bound(goal), goal.delta()),
        true);
  }
}

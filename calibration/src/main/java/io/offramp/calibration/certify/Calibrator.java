// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.OfframpVersion;
import io.offramp.calibration.policy.PolicyProvenance;
import io.offramp.calibration.policy.Validity;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.search.LevelCounts;
import io.offramp.calibration.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/** Turns traces into a certified policy. */
public final class Calibrator {
  private Calibrator() {}

  /**
   * Calibrates all rows of a trace.
   *
   * @param method one that certifies, exactly or asymptotically
   * @return the policy, or the reason why there is none
   * @throws CalibrationException if no rows of whatever content could be calibrated so: no rows, no
   *     labels where they are needed, a single exit, a cost bound below the first exit's cost; or
   *     if the method certifies nothing
   */
  public static CalibrationResult calibrate(
      Trace trace, CalibrationRequest request, CalibrationMethod method) {
    Goal goal = request.goal();
    Requirements.check(trace, goal);
    CalibrationSet set = CalibrationSet.of(trace);
    Verdict verdict = method.calibrate(set, goal, request.seed());
    if (verdict instanceof Choice choice) {
      return certified(set, request, choice, validity(method, choice));
    }
    NoneCertified none = (NoneCertified) verdict;
    return goal.risk().isPresent() && goal.maxCost().isPresent()
        ? new BothBounds(set, goal, method, request.seed()).explain(none)
        : none;
  }

  private static Validity validity(CalibrationMethod method, Choice choice) {
    if (!choice.claims().isEmpty() && method.assurance() == Assurance.EXACT) {
      return Validity.EXACT;
    }
    if (!choice.claims().isEmpty() && method.assurance() == Assurance.ASYMPTOTIC) {
      return Validity.ASYMPTOTIC;
    }
    throw new CalibrationException(
        ("Cannot make a policy by method %s: it certifies nothing (must be a method that"
                + " certifies; compare others by a backtest)")
            .formatted(method.id()));
  }

  /** The policy of a choice that was certified on a set. */
  static Certified certified(
      CalibrationSet set, CalibrationRequest request, Choice choice, Validity validity) {
    LevelCounts counts = Outcomes.of(set, choice);
    Guarantee guarantee =
        new Guarantee(
            request.goal().confidence(),
            validity,
            choice.method(),
            choice.levelsTested(),
            counts.rows(),
            counts.meanCost(),
            choice.claims(),
            set.trace().tolerance());
    ExitPolicy policy =
        new ExitPolicy(
            choice.signal(),
            choice.thresholds().stream().map(Float::doubleValue).toList(),
            set.trace().costs(),
            request.bundleSha256(),
            guarantee,
            new PolicyProvenance(
                request.createdAt(),
                OfframpVersion.current(),
                request.traces(),
                request.seed(),
                request.precision()));
    return new Certified(policy, exitShares(set, choice));
  }

  private static List<Double> exitShares(CalibrationSet set, Choice choice) {
    ExitTable table = set.table(choice.signal());
    float[] thresholds = choice.thresholdArray();
    long[] leaving = new long[table.early() + 1];
    for (int row : set.rows()) {
      leaving[table.exit(thresholds, row)]++;
    }
    List<Double> shares = new ArrayList<>();
    for (long rows : leaving) {
      shares.add((double) rows / set.size());
    }
    return shares;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.BinomialTail;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.OfframpVersion;
import io.offramp.calibration.policy.PolicyProvenance;
import io.offramp.calibration.policy.RiskTarget;
import io.offramp.calibration.policy.Validity;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.calibration.trace.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Certifies one max-probability threshold that all exits share.
 *
 * <p>The candidates are 200 levels fixed before any row is looked at, from so high that hardly a
 * row leaves early to so low that every row leaves at exit 1. The risk of each is tested in that
 * order, by a {@link FixedSequence fixed sequence} with {@link BinomialTail exact binomial}
 * p-values; the last level before the first failure is the cheapest certified one, for cost never
 * rises along the path. Because nothing is tuned on rows, no rows are held back for tuning: all of
 * them certify.
 *
 * <p>If a greatest cost is asked for, delta is halved. The risk is tested with one half; with the
 * other, the expected cost, from the cheapest level towards the safest, on all rows of the trace,
 * since cost needs no labels. The cheapest level with a certified risk is chosen if its cost is
 * certified too. If it is not, then no level has both.
 *
 * <p>The guarantee: for independent rows from the distribution that will be scored, labelled ones
 * being a random part of them, the probability of returning a policy whose risk or whose expected
 * cost exceeds its bound is at most delta. It needs no model of the signals: they may be
 * uncalibrated, tied or constant, and the risk need not rise along the path; a bad signal costs
 * compute, not the guarantee. It does not hold under drift, or if the rows trained the model or are
 * used to choose among several calibrations.
 */
public final class SharedThresholdCalibrator {
  static final String METHOD = "shared threshold, fixed sequence, exact binomial";

  private SharedThresholdCalibrator() {}

  /**
   * Calibrates on all rows of a trace; a pure function.
   *
   * @return the cheapest certified policy, or why there is none
   * @throws CalibrationException if the trace has one exit only, no rows, or no labels where the
   *     target needs them, or if the greatest cost is not above exit 1's cost
   * @throws IllegalArgumentException if the request's texts cannot be recorded in a policy
   */
  public static CalibrationResult calibrate(Trace trace, CalibrationRequest request) {
    check(trace, request);
    RiskTarget target = request.target();
    double delta = request.deltaOfEachTest();
    PathTally tally = PathTally.of(trace, LevelGrid.levels(trace.classes()), RowLoss.of(target));
    int passed =
        FixedSequence.rejections(tally.size(), level -> pValue(tally, level, target), delta);
    if (passed == 0) {
      return Refusals.risk(tally, target, delta);
    }
    int chosen = passed - 1;
    List<Claim> claims = new ArrayList<>();
    claims.add(riskClaim(tally, chosen, target, delta));
    if (request.maxCost().isPresent()) {
      double maxCost = request.maxCost().getAsDouble();
      CostTest costTest = new CostTest(tally, trace.costs(), maxCost, delta);
      if (chosen < costTest.firstCertified()) {
        return Refusals.cost(tally, chosen, maxCost, costTest);
      }
      claims.add(costTest.claim(chosen));
    }
    Guarantee guarantee =
        new Guarantee(
            request.confidence(),
            Validity.EXACT,
            METHOD,
            Math.min(passed + 1, tally.size()),
            tally.rows(),
            tally.meanCost(chosen),
            claims);
    return certified(trace, request, tally, chosen, guarantee);
  }

  private static Claim riskClaim(PathTally tally, int level, RiskTarget target, double delta) {
    return new Claim(
        target.quantity(),
        target.bound(),
        Optional.empty(),
        "exact-binomial",
        delta,
        tally.lossRows(),
        (double) tally.losses(level) / tally.lossRows(),
        tally.losses(level),
        0,
        pValue(tally, level, target));
  }

  private static Certified certified(
      Trace trace, CalibrationRequest request, PathTally tally, int chosen, Guarantee guarantee) {
    ExitPolicy policy =
        new ExitPolicy(
            LoneExitSignal.MAX_PROBABILITY,
            Collections.nCopies(trace.exits() - 1, tally.threshold(chosen)),
            trace.costs(),
            request.bundleSha256(),
            guarantee,
            new PolicyProvenance(
                request.createdAt(), OfframpVersion.current(), request.traces(), request.seed()));
    return new Certified(
        policy,
        IntStream.rangeClosed(1, trace.exits())
            .mapToObj(exit -> tally.exitShare(chosen, exit))
            .toList());
  }

  private static double pValue(PathTally tally, int level, RiskTarget target) {
    return BinomialTail.lower(tally.lossRows(), tally.losses(level), target.bound());
  }

  private static void check(Trace trace, CalibrationRequest request) {
    if (trace.exits() == 1) {
      throw new CalibrationException(
          "Cannot calibrate exits: the trace has 1 exit (must be 2 or more; a model with one exit"
              + " has no threshold to choose)");
    }
    if (trace.rows() == 0) {
      throw new CalibrationException(
          "Cannot calibrate exits: the trace has 0 rows (must be at least 1; trace some rows"
              + " first)");
    }
    if (request.target() instanceof MaxAccuracyDrop && trace.labelledRows() == 0) {
      throw new CalibrationException(
          ("Cannot bound the accuracy drop: 0 of %d rows are labelled (must be at "
                  + "least 1; --max-disagreement needs no labels)")
              .formatted(trace.rows()));
    }
    double least = trace.costs().cost(1);
    if (request.maxCost().isPresent() && request.maxCost().getAsDouble() <= least) {
      throw new CalibrationException(
          ("Cannot certify max cost %s: leaving at exit 1 costs %s (must be greater "
                  + "than that; no threshold is cheaper)")
              .formatted(request.maxCost().getAsDouble(), least));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.certify.CalibrationException;
import io.offramp.calibration.certify.CalibrationMethod;
import io.offramp.calibration.certify.CalibrationOptions;
import io.offramp.calibration.certify.CalibrationSet;
import io.offramp.calibration.certify.Choice;
import io.offramp.calibration.certify.Frontier;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Methods;
import io.offramp.calibration.certify.Outcomes;
import io.offramp.calibration.certify.RiskTest;
import io.offramp.calibration.certify.SignalChoice;
import io.offramp.calibration.certify.Slice;
import io.offramp.calibration.certify.Verdict;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.policy.RiskTarget;
import io.offramp.calibration.policy.Validity;
import io.offramp.calibration.search.Calibrations;
import io.offramp.calibration.signal.LearnedSignal;
import io.offramp.calibration.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Calibrates again as a policy says that it was calibrated, to see whether traces bear it out and
 * which of their rows certified it.
 */
final class Replay {
  private final List<String> problems = new ArrayList<>();
  private final ExitPolicy policy;
  private final CalibrationSet set;
  private final CalibrationOptions options;
  private final Optional<Goal> goal;
  private final Optional<Frontier> frontier;
  private final boolean reproduced;

  /**
   * Calibrates again.
   *
   * @param slices parts of the rows that claims may speak of
   */
  Replay(ExitPolicy policy, Trace trace, List<Slice> slices) {
    this.policy = policy;
    this.set = CalibrationSet.of(trace);
    this.options = options(policy);
    this.goal = goal(slices);
    Optional<Frontier> fitted = Optional.empty();
    boolean same = false;
    if (!policy.costs().equals(trace.costs())) {
      problems.add(
          "The traces' exits cost %s, the policy's %s.".formatted(trace.costs(), policy.costs()));
    }
    if (goal.isPresent()) {
      long seed = policy.provenance().seed();
      try {
        fitted = Optional.of(Frontier.of(set, goal.get(), options, seed));
        Verdict verdict =
            policy.guarantee().validity() == Validity.EXACT
                ? fitted.get().verdict()
                : method().calibrate(set, goal.get(), seed);
        same = problems.isEmpty() && isSame(verdict);
      } catch (CalibrationException e) {
        problems.add(String.valueOf(e.getMessage()) + ".");
      }
    }
    this.frontier = fitted;
    this.reproduced = same;
  }

  private CalibrationOptions options(ExitPolicy policy) {
    String method = policy.guarantee().method();
    Calibrations calibration =
        Arrays.stream(Calibrations.values())
            .filter(kind -> method.contains("(" + kind.id() + ")"))
            .findFirst()
            .orElse(Calibrations.BETA);
    SignalChoice signal =
        policy.signal() instanceof LearnedSignal
            ? SignalChoice.ofLearned()
            : SignalChoice.of(policy.signal());
    return new CalibrationOptions(
        signal,
        calibration,
        policy.guarantee().claims().stream()
            .filter(claim -> claim.quantity() == Quantity.ACCURACY_DROP)
            .findFirst()
            .map(this::test)
            .orElse(RiskTest.AUTO));
  }

  /** The test that was asked for, as far as the one that was used tells it. */
  private RiskTest test(Claim claim) {
    Optional<RiskTest> used =
        Arrays.stream(RiskTest.values()).filter(test -> test.id().equals(claim.test())).findFirst();
    if (used.isEmpty()) {
      problems.add(
          "The policy was tested by \"%s\", which this version does not know."
              .formatted(claim.test()));
    }
    boolean automatic = claim.rows() > RiskTest.MOST_ROWS_FOR_TRINOMIAL;
    return used.filter(test -> test != RiskTest.BETTING || !automatic).orElse(RiskTest.AUTO);
  }

  /** What the claims say was asked for; nothing if they speak of rows that are not known. */
  private Optional<Goal> goal(List<Slice> known) {
    Optional<RiskTarget> risk = Optional.empty();
    OptionalDouble cost = OptionalDouble.empty();
    OptionalDouble sliceBound = OptionalDouble.empty();
    List<Slice> slices = new ArrayList<>();
    for (Claim claim : policy.guarantee().claims()) {
      if (claim.quantity() == Quantity.COST) {
        cost = OptionalDouble.of(claim.bound());
      } else if (claim.slice().isEmpty()) {
        risk = Optional.of(RiskTarget.of(claim.quantity().id(), claim.bound()));
      } else {
        sliceBound = OptionalDouble.of(claim.bound());
        String name = claim.slice().get();
        Optional<Slice> found = known.stream().filter(s -> s.words().equals(name)).findFirst();
        if (found.isEmpty()) {
          problems.add(
              "The certificate speaks of rows with %s, which these traces do not name; give --slice-col for its column."
                  .formatted(name));
          return Optional.empty();
        }
        slices.add(found.get());
      }
    }
    if (risk.isEmpty() && (cost.isEmpty() || sliceBound.isPresent())) {
      return Optional.empty();
    }
    return Optional.of(new Goal(risk, cost, sliceBound, slices, policy.guarantee().confidence()));
  }

  private boolean isSame(Verdict verdict) {
    return verdict instanceof Choice choice
        && choice.signal().equals(policy.signal())
        && choice.thresholds().stream().map(Float::doubleValue).toList().equals(policy.thresholds())
        && choice.claims().equals(policy.guarantee().claims())
        && Outcomes.of(set, choice).meanCost() == policy.guarantee().expectedCost();
  }

  CalibrationSet set() {
    return set;
  }

  CalibrationOptions options() {
    return options;
  }

  /** How the policy was calibrated. */
  CalibrationMethod method() {
    return policy.guarantee().validity() == Validity.EXACT
        ? Methods.recommended(options)
        : Methods.crossFit(options);
  }

  /** What was asked for, as far as the claims say it. */
  Optional<Goal> goal() {
    return goal;
  }

  /** The candidates; none if the traces cannot be calibrated for the goal. */
  Optional<Frontier> frontier() {
    return frontier;
  }

  /** Whether calibrating these traces again gives the policy, its claims and its cost exactly. */
  boolean reproduced() {
    return reproduced;
  }

  /** Why it does not, as far as it is known. */
  List<String> problems() {
    return List.copyOf(problems);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Slice;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.RiskTarget;
import io.offramp.engine.encoder.Task;
import io.offramp.spark.trace.TraceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What policies must keep, before the rows are known.
 *
 * @param risk the risk of all rows and its bound; empty: the least under {@code maxCost}
 * @param maxCost bound on the expected cost; empty: as cheap as the risk allows
 * @param maxClassAccuracyDrop bound on the accuracy drop of the rows of each label
 * @param maxSliceRisk bound on the risk of each slice that a column of the traces names
 * @param confidence probability with which all bounds must hold together
 */
public record GoalRequest(
    Optional<RiskTarget> risk,
    OptionalDouble maxCost,
    OptionalDouble maxClassAccuracyDrop,
    OptionalDouble maxSliceRisk,
    double confidence) {
  /**
   * Checks the bounds against each other.
   *
   * @throws IllegalArgumentException naming the option that cannot be used
   */
  public GoalRequest {
    open("--confidence", confidence);
    maxCost.ifPresent(bound -> open("--max-cost", bound));
    maxClassAccuracyDrop.ifPresent(bound -> open("--max-class-accuracy-drop", bound));
    maxSliceRisk.ifPresent(bound -> open("--max-slice-risk", bound));
    if (risk.isEmpty() && maxCost.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot calibrate without a target: give --max-accuracy-drop, --max-disagreement or --max-cost");
    }
    if (maxClassAccuracyDrop.isPresent() && !(risk.orElse(null) instanceof MaxAccuracyDrop)) {
      throw new IllegalArgumentException(
          "Cannot use --max-class-accuracy-drop %s without --max-accuracy-drop (give the bound for all rows as well)"
              .formatted(maxClassAccuracyDrop.getAsDouble()));
    }
    if (maxSliceRisk.isPresent() && risk.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use --max-slice-risk %s without --max-accuracy-drop or --max-disagreement (give the bound for all rows as well)"
              .formatted(maxSliceRisk.getAsDouble()));
    }
    if (maxClassAccuracyDrop.isPresent()
        && maxSliceRisk.isPresent()
        && maxClassAccuracyDrop.getAsDouble() != maxSliceRisk.getAsDouble()) {
      throw new IllegalArgumentException(
          "Cannot use --max-class-accuracy-drop %s with --max-slice-risk %s (must be equal: one bound holds for every part of the rows)"
              .formatted(maxClassAccuracyDrop.getAsDouble(), maxSliceRisk.getAsDouble()));
    }
  }

  /** A bound on one risk of all rows. */
  public static GoalRequest of(RiskTarget risk, double confidence) {
    return new GoalRequest(
        Optional.of(risk),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        confidence);
  }

  /** Whether parts of the rows have a bound of their own. */
  boolean bySlices() {
    return maxClassAccuracyDrop.isPresent() || maxSliceRisk.isPresent();
  }

  /**
   * Refuses traces without labels, or whose labels cannot be those of their rows, if the goal looks
   * at labels.
   *
   * @throws IllegalArgumentException if there is no column with labels, or half of them or more are
   *     predicted by no exit
   */
  void requireLabels(TraceTable traces) {
    if (needsLabels()) {
      if (traces.noLabelColumn().isPresent()) {
        throw new IllegalArgumentException(
            "Cannot bound the accuracy drop: %s; --max-disagreement needs no labels"
                .formatted(traces.noLabelColumn().get()));
      }
      traces.strayLabels().requireFew();
    }
  }

  /** Whether the risk can be seen on labelled rows only. */
  boolean needsLabels() {
    return risk.orElse(null) instanceof MaxAccuracyDrop;
  }

  /** The goal for the rows that were read. */
  Goal of(TraceTable traces) {
    Goal goal = new Goal(risk, maxCost, OptionalDouble.empty(), List.of(), confidence);
    if (!bySlices()) {
      return goal;
    }
    List<Slice> slices = new ArrayList<>();
    if (maxClassAccuracyDrop.isPresent()) {
      if (traces.task() != Task.SINGLE_LABEL) {
        throw new IllegalArgumentException(
            "Cannot bound the accuracy drop of each label with --max-class-accuracy-drop: rows of the traces have %s (name groups of rows with --slice-col)"
                .formatted(traces.task() == Task.REGRESSION ? "numbers" : "sets of labels"));
      }
      slices.addAll(RowSlices.ofClasses(traces));
    }
    if (maxSliceRisk.isPresent()) {
      slices.addAll(RowSlices.ofColumns(traces));
    }
    double bound = maxSliceRisk.orElseGet(maxClassAccuracyDrop::getAsDouble);
    return goal.withSlices(bound, slices);
  }

  private static void open(String flag, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          "Cannot use %s %s (must be between 0 and 1)".formatted(flag, value));
    }
  }
}

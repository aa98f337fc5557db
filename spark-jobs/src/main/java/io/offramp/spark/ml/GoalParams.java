// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.certify.CalibrationOptions;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.RiskTest;
import io.offramp.calibration.certify.SignalChoice;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.policy.RiskTarget;
import io.offramp.calibration.search.Calibrations;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/** The parameters that say what a policy must keep, and how thresholds are found. */
public final class GoalParams {
  private static final double DEFAULT_CONFIDENCE = 0.95;
  private static final long DEFAULT_SEED = 17;

  final DoubleParam maxAccuracyDrop;
  final DoubleParam maxDisagreement;
  final DoubleParam maxCost;
  final DoubleParam confidence;
  final Param<String> signal;
  final Param<String> calibration;
  final Param<String> labelCol;
  final LongParam seed;

  GoalParams(Params stage) {
    maxAccuracyDrop =
        share(
            stage,
            "maxAccuracyDrop",
            "greatest share of right answers that may be lost against full depth; needs labels");
    maxDisagreement =
        share(
            stage,
            "maxDisagreement",
            "greatest share of rows that may be answered differently from full depth");
    maxCost =
        share(
            stage,
            "maxCost",
            "greatest expected cost, a fraction of full depth; with a risk, or alone at the least risk");
    confidence = share(stage, "confidence", "probability with which all bounds must hold together");
    List<String> signals = SignalChoice.ids();
    signal = oneOf(stage, "signal", "what thresholds are compared with", signals);
    List<String> calibrations = Arrays.stream(Calibrations.values()).map(Calibrations::id).toList();
    calibration = oneOf(stage, "calibration", "how exits are made comparable", calibrations);
    labelCol =
        Texts.filled(
            stage, "labelCol", "column with the true class, null if unknown; for maxAccuracyDrop");
    seed = new LongParam(stage, "seed", "seed of all random choices");
    stage.setDefault(confidence, DEFAULT_CONFIDENCE);
    stage.setDefault(signal, "max-probability");
    stage.setDefault(calibration, "beta");
    stage.setDefault(labelCol, "label");
    stage.setDefault(seed, DEFAULT_SEED);
  }

  /** Sets another stage's parameters to what they are for one. */
  void copyTo(Params stage, Params other) {
    for (Param<?> param :
        List.of(
            maxAccuracyDrop,
            maxDisagreement,
            maxCost,
            confidence,
            signal,
            calibration,
            labelCol,
            seed)) {
      if (stage.isDefined(param)) {
        other.set(param.name(), stage.getOrDefault(param));
      }
    }
  }

  private static DoubleParam share(Params stage, String name, String doc) {
    return new DoubleParam(
        stage, name, doc + "; between 0 and 1", ParamValidators.inRange(0, 1, false, false));
  }

  private static Param<String> oneOf(Params stage, String name, String doc, List<String> ids) {
    return new Param<>(
        stage, name, doc + ": " + String.join(", ", ids), ParamValidators.inArray(ids));
  }

  /**
   * What the stage is to certify.
   *
   * @throws IllegalArgumentException if nothing is bounded, or two risks are
   */
  Goal goal(Params stage) {
    boolean accuracy = stage.isSet(maxAccuracyDrop);
    boolean disagreement = stage.isSet(maxDisagreement);
    boolean cost = stage.isSet(maxCost);
    if ((accuracy && disagreement) || !(accuracy || disagreement || cost)) {
      throw new IllegalArgumentException(
          "Cannot fit stage %s: %s (must be maxAccuracyDrop or maxDisagreement, maxCost, or a risk and maxCost)"
              .formatted(stage.uid(), accuracy ? "two risks are bounded" : "no bound is set"));
    }
    Optional<RiskTarget> risk = Optional.empty();
    if (accuracy) {
      risk = Optional.of(new MaxAccuracyDrop(value(stage, maxAccuracyDrop)));
    } else if (disagreement) {
      risk = Optional.of(new MaxDisagreement(value(stage, maxDisagreement)));
    }
    return new Goal(
        risk,
        cost ? OptionalDouble.of(value(stage, maxCost)) : OptionalDouble.empty(),
        OptionalDouble.empty(),
        List.of(),
        value(stage, confidence));
  }

  /** How thresholds of a model of that many exits are found. */
  CalibrationOptions options(Params stage, int exits) {
    return new CalibrationOptions(
        SignalChoice.ofId(stage.getOrDefault(signal), exits),
        Calibrations.ofId(stage.getOrDefault(calibration)),
        RiskTest.AUTO);
  }

  private static double value(Params stage, DoubleParam param) {
    return (Double) stage.getOrDefault(param);
  }
}

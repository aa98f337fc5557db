// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.policy.RiskTarget;
import io.offramp.spark.job.GoalRequest;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what policies must keep. */
final class GoalOptions {
  @Option(
      names = "--max-accuracy-drop",
      paramLabel = "X",
      description =
          "Lose at most this share of right answers against full depth, between 0 and 1, such as 0.01. Needs labels.")
  @Nullable Double maxAccuracyDrop;

  @Option(
      names = "--max-disagreement",
      paramLabel = "X",
      description =
          "Differ from full depth on at most this share of rows, between 0 and 1. Needs no labels.")
  @Nullable Double maxDisagreement;

  @Option(
      names = "--max-cost",
      paramLabel = "X",
      description =
          "Certify that the expected cost is at most this fraction of full depth, between 0 and 1: together with a risk, or alone, at the least risk. Default: as cheap as the risk allows, uncertified.")
  @Nullable Double maxCost;

  @Option(
      names = "--max-class-accuracy-drop",
      paramLabel = "X",
      description =
          "Bound the accuracy drop of the rows of each label as well, between 0 and 1. Default: of all rows together only.")
  @Nullable Double maxClassAccuracyDrop;

  @Option(
      names = "--max-slice-risk",
      paramLabel = "X",
      description =
          "Bound the accuracy drop or the disagreement, whichever is bounded, of each slice of --slice-col as well, between 0 and 1. Default: of all rows together only.")
  @Nullable Double maxSliceRisk;

  @Option(
      names = "--confidence",
      paramLabel = "X",
      defaultValue = "0.95",
      description =
          "Probability with which all bounds must hold together, between 0 and 1. Default: ${DEFAULT-VALUE}.")
  double confidence;

  /**
   * What is asked for.
   *
   * @throws IllegalArgumentException naming the option that cannot be used
   */
  GoalRequest goal() {
    return new GoalRequest(
        risk(),
        optional(maxCost),
        optional(maxClassAccuracyDrop),
        optional(maxSliceRisk),
        confidence);
  }

  private Optional<RiskTarget> risk() {
    OfframpCommand.require(
        maxAccuracyDrop == null || maxDisagreement == null,
        "Cannot calibrate for two risks: give either --max-accuracy-drop or --max-disagreement");
    if (maxAccuracyDrop != null) {
      return Optional.of(new MaxAccuracyDrop(maxAccuracyDrop));
    }
    return Optional.ofNullable(maxDisagreement).map(MaxDisagreement::new);
  }

  private static OptionalDouble optional(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}

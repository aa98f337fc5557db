// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.policy.RiskTarget;
import java.util.Optional;
import java.util.OptionalDouble;

/** Requests that differ in what a test cares about. */
final class Requests {
  static final String SHA_256 = "ab".repeat(32);

  private Requests() {}

  static CalibrationRequest accuracyDrop(double bound, double confidence) {
    return of(new MaxAccuracyDrop(bound), OptionalDouble.empty(), confidence);
  }

  static CalibrationRequest disagreement(double bound, double confidence) {
    return of(new MaxDisagreement(bound), OptionalDouble.empty(), confidence);
  }

  static CalibrationRequest withMaxCost(double bound, double maxCost, double confidence) {
    return of(new MaxAccuracyDrop(bound), OptionalDouble.of(maxCost), confidence);
  }

  private static CalibrationRequest of(
      RiskTarget target, OptionalDouble maxCost, double confidence) {
    return new CalibrationRequest(
        target, maxCost, confidence, 7, Optional.of(SHA_256), "drawn rows", "2026-01-31T12:00:00Z");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.MaxDisagreement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Goals and requests that differ in what a test cares about. */
public final class Requests {
  static final String SHA_256 = "ab".repeat(32);

  private Requests() {}

  /** A bound on the accuracy drop. */
  public static Goal accuracyDrop(double bound, double confidence) {
    return Goal.of(new MaxAccuracyDrop(bound), confidence);
  }

  /** A bound on the disagreement. */
  public static Goal disagreement(double bound, double confidence) {
    return Goal.of(new MaxDisagreement(bound), confidence);
  }

  /** A bound on the cost alone. */
  public static Goal cost(double bound, double confidence) {
    return new Goal(
        Optional.empty(), OptionalDouble.of(bound), OptionalDouble.empty(), List.of(), confidence);
  }

  /** A request for a goal. */
  public static CalibrationRequest of(Goal goal) {
    return of(goal, 7);
  }

  /** A request with a seed. */
  public static CalibrationRequest of(Goal goal, long seed) {
    return new CalibrationRequest(
        goal, seed, Optional.of(SHA_256), "drawn rows", "2026-01-31T12:00:00Z");
  }
}

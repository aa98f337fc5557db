// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

/** A way of choosing thresholds from traced rows. */
public interface CalibrationMethod {
  /** A stable, kebab-case name. */
  String id();

  /** What its choices promise. */
  Assurance assurance();

  /** Whether it can be asked for a goal at all. */
  default boolean supports(Goal goal) {
    return true;
  }

  /**
   * Chooses thresholds.
   *
   * @param set the rows to choose by; no other rows of their trace are looked at
   * @param goal what to keep
   * @param seed of all random choices; the same set, goal and seed give the same verdict
   * @throws CalibrationException if it does not {@linkplain #supports support} the goal
   */
  Verdict calibrate(CalibrationSet set, Goal goal, long seed);
}

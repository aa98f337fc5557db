// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.baseline;

import io.offramp.calibration.certify.Assurance;
import io.offramp.calibration.certify.CalibrationMethod;
import io.offramp.calibration.certify.CalibrationSet;
import io.offramp.calibration.certify.Choice;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Verdict;
import io.offramp.calibration.signal.LoneExitSignal;
import java.util.Collections;
import java.util.List;

/** Every row runs to the last exit: no risk, no saving. */
final class FullDepth implements CalibrationMethod {
  @Override
  public String id() {
    return "full-depth";
  }

  @Override
  public Assurance assurance() {
    return Assurance.EXACT;
  }

  /** Full depth keeps every bound but one on the cost. */
  @Override
  public boolean supports(Goal goal) {
    return goal.maxCost().isEmpty();
  }

  @Override
  public Verdict calibrate(CalibrationSet set, Goal goal, long seed) {
    return new Choice(
        LoneExitSignal.MAX_PROBABILITY,
        Collections.nCopies(set.trace().exits() - 1, Float.POSITIVE_INFINITY),
        List.of(),
        0,
        "full depth");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.certify.CalibrationOptions;
import io.offramp.calibration.certify.RiskTest;
import io.offramp.calibration.certify.SignalChoice;
import io.offramp.calibration.search.Calibrations;
import io.offramp.calibration.signal.LoneExitSignal;

/**
 * How candidates are made and tested, before the number of exits is known.
 *
 * @param signal name of what thresholds are compared with
 * @param calibration how exits are made comparable
 * @param test of the accuracy drop
 */
public record MethodRequest(String signal, Calibrations calibration, RiskTest test) {
  /** What the options default to. */
  public static final MethodRequest DEFAULT =
      new MethodRequest(LoneExitSignal.MAX_PROBABILITY.id(), Calibrations.BETA, RiskTest.AUTO);

  /**
   * Checks the signal's name.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public MethodRequest {
    SignalChoice.ofId(signal, 1);
  }

  /** The options for a model of that many exits. */
  CalibrationOptions options(int exits) {
    return new CalibrationOptions(SignalChoice.ofId(signal, exits), calibration, test);
  }
}

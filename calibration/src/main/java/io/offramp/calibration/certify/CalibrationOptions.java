// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.search.Calibrations;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.calibration.signal.Signal;

/**
 * How candidates are made and tested; any choice is valid, some are cheaper.
 *
 * @param signal what thresholds are compared with
 * @param calibration how exits are made comparable
 * @param test of the accuracy drop
 */
public record CalibrationOptions(SignalChoice signal, Calibrations calibration, RiskTest test) {
  /** Max-probability, beta calibration, the test by the number of rows. */
  public static final CalibrationOptions DEFAULT =
      new CalibrationOptions(
          SignalChoice.of(LoneExitSignal.MAX_PROBABILITY), Calibrations.BETA, RiskTest.AUTO);

  /** The same with another signal. */
  public CalibrationOptions with(SignalChoice other) {
    return new CalibrationOptions(other, calibration, test);
  }

  /** The same with a given signal. */
  public CalibrationOptions with(Signal other) {
    return with(SignalChoice.of(other));
  }

  /** The same with another calibration. */
  public CalibrationOptions with(Calibrations other) {
    return new CalibrationOptions(signal, other, test);
  }

  /** The same with another test. */
  public CalibrationOptions with(RiskTest other) {
    return new CalibrationOptions(signal, calibration, other);
  }

  /**
   * The class count that a shared threshold's levels go by; a great one if the signal reaches 0.
   */
  int levelClasses(int classes) {
    return signal.isMaxProbability() ? classes : LevelGrid.ANY_SIGNAL;
  }
}

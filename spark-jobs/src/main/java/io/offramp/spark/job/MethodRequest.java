// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.certify.CalibrationOptions;
import io.offramp.calibration.certify.RiskTest;
import io.offramp.calibration.certify.SignalChoice;
import io.offramp.calibration.search.Calibrations;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.calibration.signal.Signals;
import io.offramp.engine.encoder.Task;
import io.offramp.spark.trace.TraceTable;

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

  /**
   * The options for traces.
   *
   * @throws IllegalArgumentException if the signal has no meaning for them
   */
  CalibrationOptions options(TraceTable traces) {
    int exits = traces.trace().exits();
    if (traces.task() == Task.REGRESSION && !signal.equals(LoneExitSignal.MAX_PROBABILITY.id())) {
      throw new IllegalArgumentException(
          "Cannot use signal \"%s\": it compares probabilities or answers that are labels, and those of the traces are numbers (use --signal max-probability, which is their confidence)"
              .formatted(signal));
    }
    boolean ofOneLabel =
        Signals.all(exits).stream()
            .anyMatch(known -> known.id().equals(signal) && known.usesProbabilities());
    if (traces.task() == Task.MULTI_LABEL && ofOneLabel) {
      throw new IllegalArgumentException(
          "Cannot use signal \"%s\": it compares probabilities of one label, and rows of the traces have sets of labels (use --signal max-probability, or another one of answers alone)"
              .formatted(signal));
    }
    return new CalibrationOptions(SignalChoice.ofId(signal, exits), calibration, test);
  }
}

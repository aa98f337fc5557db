// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

import io.offramp.calibration.signal.RowSignal;
import io.offramp.calibration.signal.Signal;

/** A signal's values on all rows of a trace. */
public final class SignalColumns {
  private SignalColumns() {}

  /**
   * Evaluates a signal row by row, just as scoring does.
   *
   * @return [K-1][rows]: for each exit but the last, the signal of every row; in [0,1]
   * @throws TraceException if the signal uses probabilities and the trace has none, or earlier
   *     exits where answers are numbers
   * @throws IllegalArgumentException if the signal is made for another number of exits
   */
  public static float[][] of(Trace trace, Signal signal) {
    signal.requireExits(trace.exits());
    if (signal.usesProbabilities() && !trace.hasProbabilities()) {
      throw new TraceException(
          ("Cannot compute the %s signal: the trace has predictions and confidences only (must have"
                  + " all class probabilities; add them, or use max-probability)")
              .formatted(signal.id()));
    }
    if (signal.usesEarlierExits() && trace.tolerance().isPresent()) {
      throw new TraceException(
          "Cannot compute the %s signal: answers are numbers, and it compares those of several exits (use max-probability)"
              .formatted(signal.id()));
    }
    int columns = trace.exits() - 1;
    float[][] values = new float[columns][trace.rows()];
    for (int row = 0; row < trace.rows(); row++) {
      RowSignal ofRow = signal.start();
      for (int column = 0; column < columns; column++) {
        values[column][row] = ofRow.next(trace.evidence(row, column + 1));
      }
    }
    return values;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.RiskTarget;
import io.offramp.calibration.trace.Trace;

/** The 0-1 loss of letting a row leave at an exit, on the rows for which it is known. */
interface RowLoss {
  /** Whether the loss of a row is known. */
  boolean covers(Trace trace, int row);

  /** Whether a covered row loses by leaving at an exit; never at exit K. */
  boolean loses(Trace trace, int row, int exit);

  /** The loss whose mean is a target's risk, or bounds it from above. */
  static RowLoss of(RiskTarget target) {
    return target instanceof MaxAccuracyDrop ? new HarmfulFlip() : new Disagreement();
  }

  /** Exit K is right and the exit is wrong. */
  record HarmfulFlip() implements RowLoss {
    @Override
    public boolean covers(Trace trace, int row) {
      return trace.label(row).isPresent();
    }

    @Override
    public boolean loses(Trace trace, int row, int exit) {
      int label = trace.label(row).orElseThrow();
      return trace.prediction(row, trace.exits()) == label && trace.prediction(row, exit) != label;
    }
  }

  /** The exit answers differently from exit K. */
  record Disagreement() implements RowLoss {
    @Override
    public boolean covers(Trace trace, int row) {
      return true;
    }

    @Override
    public boolean loses(Trace trace, int row, int exit) {
      return trace.prediction(row, exit) != trace.prediction(row, trace.exits());
    }
  }
}

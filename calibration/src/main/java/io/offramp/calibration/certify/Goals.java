// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.policy.MaxAccuracyDrop;

/** Questions about goals. */
final class Goals {
  private Goals() {}

  /** Whether the risk can be seen on labelled rows only. */
  static boolean needsLabels(Goal goal) {
    return goal.risk().isPresent() && goal.risk().get() instanceof MaxAccuracyDrop;
  }
}

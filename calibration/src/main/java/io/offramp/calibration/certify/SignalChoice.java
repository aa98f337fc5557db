// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.calibration.signal.Signal;
import java.util.Optional;

/** A given signal, or one that is learned from the tuning rows. */
public final class SignalChoice {
  private final Optional<Signal> given;

  private SignalChoice(Optional<Signal> given) {
    this.given = given;
  }

  /** A given signal. */
  public static SignalChoice of(Signal signal) {
    return new SignalChoice(Optional.of(signal));
  }

  /** A {@link io.offramp.calibration.signal.LearnedSignal}, fitted to the tuning rows. */
  public static SignalChoice ofLearned() {
    return new SignalChoice(Optional.empty());
  }

  boolean learned() {
    return given.isEmpty();
  }

  boolean isMaxProbability() {
    return given.isPresent() && given.get() == LoneExitSignal.MAX_PROBABILITY;
  }

  /** The signal for tuning rows. */
  Signal fit(CalibrationSet set, int[] tuning) {
    return given.orElseGet(() -> SignalLearner.fit(set.trace(), tuning));
  }
}

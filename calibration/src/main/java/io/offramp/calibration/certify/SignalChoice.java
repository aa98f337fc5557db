// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.json.NearestName;
import io.offramp.calibration.signal.LearnedSignal;
import io.offramp.calibration.signal.LoneExitSignal;
import io.offramp.calibration.signal.Signal;
import io.offramp.calibration.signal.Signals;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * The choice of a name.
   *
   * @param id a signal's {@link Signal#id()}, {@code learned} among them
   * @param exits the model's number of exits, K &ge; 1
   * @throws IllegalArgumentException if there is none, listing those there are
   */
  public static SignalChoice ofId(String id, int exits) {
    if (id.equals(LearnedSignal.ID)) {
      return ofLearned();
    }
    List<String> ids = ids();
    if (!ids.contains(id)) {
      throw new IllegalArgumentException(
          "Cannot use signal \"%s\" (must be one of: %s; did you mean %s?)"
              .formatted(id, String.join(", ", ids), NearestName.to(id, ids)));
    }
    return of(Signals.of(id, exits));
  }

  /** The names that {@link #ofId} knows. */
  public static List<String> ids() {
    List<String> ids = new ArrayList<>();
    Signals.all(1).forEach(signal -> ids.add(signal.id()));
    ids.add(LearnedSignal.ID);
    return ids;
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

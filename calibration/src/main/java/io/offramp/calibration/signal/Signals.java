// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The signals that go by a name alone; a {@link LearnedSignal} needs its weights as well. */
public final class Signals {
  private Signals() {}

  /**
   * All of them, for a model.
   *
   * @param exits the model's number of exits, K &ge; 1
   */
  public static List<Signal> all(int exits) {
    List<Signal> signals = new ArrayList<>(List.of(LoneExitSignal.values()));
    for (HistorySignal.Kind kind : HistorySignal.Kind.values()) {
      signals.add(new HistorySignal(kind, exits));
    }
    return signals;
  }

  /**
   * The signal of a name, for a model.
   *
   * @param id its {@link Signal#id()}
   * @param exits the model's number of exits, K &ge; 1
   * @throws IllegalArgumentException if there is none, listing those there are
   */
  public static Signal of(String id, int exits) {
    List<Signal> signals = all(exits);
    return signals.stream()
        .filter(signal -> signal.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot use signal \"%s\" (must be one of: %s)"
                        .formatted(
                            id,
                            signals.stream().map(Signal::id).collect(Collectors.joining(", ")))));
  }
}

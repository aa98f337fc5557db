// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.signal;

import java.util.OptionalInt;

/**
 * How sure a model is of a row at an exit: a number in [0,1], greater meaning surer.
 *
 * <p>Signals are immutable values. An {@link #id()} once released keeps its meaning.
 */
public sealed interface Signal permits LoneExitSignal, HistorySignal, LearnedSignal {
  /** The stable, kebab-case name used in policy files and on the command line. */
  String id();

  /**
   * Whether it needs margins and certainties, hence all class probabilities; if not, predictions
   * and max-probabilities suffice.
   */
  boolean usesProbabilities();

  /** Whether its value at an exit depends on earlier exits too. */
  boolean usesEarlierExits();

  /** The number K of exits it is made for; empty if it serves models of any number. */
  OptionalInt madeForExits();

  /** Begins a row. */
  RowSignal start();

  /**
   * Refuses a model of another number of exits than the signal is made for.
   *
   * @param modelExits the model's K
   * @throws IllegalArgumentException naming both numbers
   */
  default void requireExits(int modelExits) {
    if (madeForExits().isPresent() && madeForExits().getAsInt() != modelExits) {
      throw new IllegalArgumentException(
          "Cannot use signal \"%s\" of %d exits: the model has %d (must be as many; make it for %d)"
              .formatted(id(), madeForExits().getAsInt(), modelExits, modelExits));
    }
  }
}

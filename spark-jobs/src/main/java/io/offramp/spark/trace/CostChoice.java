// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.calibration.policy.ExitCosts;
import io.offramp.engine.bundle.Bundle;
import java.util.Optional;

/**
 * The costs that a trace gets.
 *
 * @param costs one an exit
 * @param from where they are from, in words that follow "costs"
 */
record CostChoice(ExitCosts costs, String from) {
  /**
   * The first there are of: what was asked for, the header's, the bundle's, k/K.
   *
   * @param exits K, as the rows have it
   * @throws IllegalArgumentException if they are not K
   */
  static CostChoice of(
      TraceSource source, Optional<TraceHeader> header, Optional<Bundle> bundle, int exits) {
    if (!source.costs().isEmpty()) {
      require(source, exits, source.costs().size(), "--costs " + source.costs());
      return new CostChoice(CostFractions.of(source.costs()), "from --costs");
    }
    if (header.isPresent()) {
      return new CostChoice(header.get().costs(), "from the traces' header");
    }
    if (bundle.isPresent()) {
      ExitCosts costs = bundle.get().manifest().costs();
      require(source, exits, costs.exits(), "the costs of bundle " + bundle.get().location());
      return new CostChoice(costs, "from bundle " + bundle.get().location());
    }
    return new CostChoice(
        CostFractions.even(exits),
        "are taken as k/%d at exit k, for want of others (give --costs or --bundle)"
            .formatted(exits));
  }

  private static void require(TraceSource source, int exits, int costs, String what) {
    if (costs != exits) {
      throw new IllegalArgumentException(
          "Cannot use %s: they are %d (must be %d, one for each exit of the traces %s)"
              .formatted(what, costs, exits, source.path()));
    }
  }
}

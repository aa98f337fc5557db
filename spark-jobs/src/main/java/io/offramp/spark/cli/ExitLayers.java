// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import java.util.ArrayList;
import java.util.List;

/** Reads where exits stand. */
final class ExitLayers {
  private ExitLayers() {}

  /**
   * The layers, as they are given.
   *
   * @param exits {@code all}, or layers such as {@code 1,2,4}
   * @param layers that there are
   * @throws IllegalArgumentException if it is neither
   */
  static List<Integer> of(String exits, int layers) {
    List<Integer> places = new ArrayList<>();
    if (exits.equals("all")) {
      for (int layer = 1; layer <= layers; layer++) {
        places.add(layer);
      }
      return places;
    }
    for (String place : exits.split(",", -1)) {
      try {
        places.add(Integer.parseInt(place.strip()));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "Cannot place exits '%s' (must be all, or layers such as 1,2,4)".formatted(exits), e);
      }
    }
    return places;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.io.Serializable;

/** Places in order; as the first one and their number where none is left out, which is common. */
final class PackedPlaces implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long first;
  private final int rows;
  private final long[] others;

  /**
   * Some of the places.
   *
   * @param order numbers of places
   */
  PackedPlaces(long[] places, int[] order) {
    rows = order.length;
    first = rows == 0 ? 0 : places[order[0]];
    boolean follow = true;
    for (int i = 1; i < rows; i++) {
      follow = follow && places[order[i]] == first + i;
    }
    others = new long[follow ? 0 : rows];
    for (int i = 0; i < others.length; i++) {
      others[i] = places[order[i]];
    }
  }

  int size() {
    return rows;
  }

  long get(int i) {
    return others.length == 0 ? first + i : others[i];
  }
}

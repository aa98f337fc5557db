// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import java.util.Arrays;

/** When a guarantee's confidence is reached. */
public enum Validity {
  /** At any number of rows. */
  EXACT("exact"),
  /** In the limit as the number of rows grows; at few rows it may be missed. */
  ASYMPTOTIC("asymptotic");

  private final String id;

  Validity(String id) {
    this.id = id;
  }

  /** The stable name used in policy files. */
  public String id() {
    return id;
  }

  /**
   * The validity with an {@link #id()}.
   *
   * @throws IllegalArgumentException if there is none, listing those there are
   */
  public static Validity ofId(String id) {
    return Arrays.stream(values())
        .filter(validity -> validity.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot read validity \"%s\" (must be one of: %s, %s)"
                        .formatted(id, EXACT.id, ASYMPTOTIC.id)));
  }
}

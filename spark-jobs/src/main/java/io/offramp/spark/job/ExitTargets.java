// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

/** What exits learn to say. */
public enum ExitTargets {
  /** The label of a row. */
  LABELS("labels"),
  /** What the bundle's last exit says of it. */
  LAST_EXIT("last-exit");

  private final String id;

  ExitTargets(String id) {
    this.id = id;
  }

  /** Name in options and reports. */
  public String id() {
    return id;
  }

  /**
   * The targets of that name.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static ExitTargets ofId(String id) {
    for (ExitTargets targets : values()) {
      if (targets.id.equals(id)) {
        return targets;
      }
    }
    throw new IllegalArgumentException(
        "Cannot fit exits to '%s' (must be labels or last-exit)".formatted(id));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * Where a policy comes from: enough to find the traces again and to repeat the calibration.
 *
 * @param createdAt when the policy was made, an ISO-8601 instant such as {@code
 *     2026-01-31T12:00:00Z}
 * @param offrampVersion the version of Offramp that made it
 * @param traces a name for the traces it was made from, such as their path
 * @param seed the seed of all random choices
 */
public record PolicyProvenance(String createdAt, String offrampVersion, String traces, long seed) {
  /**
   * Checks the time and that nothing is blank.
   *
   * @throws IllegalArgumentException if the time is no ISO-8601 instant, or a name is blank
   */
  public PolicyProvenance {
    try {
      Instant.parse(createdAt);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          ("Cannot record when a policy was made: \"%s\" (must be an ISO-8601 instant "
                  + "such as 2026-01-31T12:00:00Z)")
              .formatted(createdAt),
          e);
    }
    requireNotBlank("Offramp version", offrampVersion);
    requireNotBlank("traces", traces);
  }

  private static void requireNotBlank(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(
          "Cannot record where a policy comes from: %s \"%s\" (must not be blank)"
              .formatted(name, value));
    }
  }
}

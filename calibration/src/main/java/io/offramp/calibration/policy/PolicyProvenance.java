// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * Where a policy comes from: enough to find the traces again and to repeat the calibration.
 *
 * @param createdAt when the policy was made, an ISO-8601 instant such as {@code
 *     2026-01-31T12:00:00Z}
 * @param offrampVersion the version of Offramp that made it
 * @param traces a name for the traces it was made from, such as their path
 * @param seed the seed of all random choices
 * @param precision what the model computed in when the traces were made, one of {@link
 *     #PRECISIONS}; the guarantee is about the model at that precision. Empty if it is not known
 */
public record PolicyProvenance(
    String createdAt, String offrampVersion, String traces, long seed, Optional<String> precision) {
  /** The names of precisions. */
  public static final List<String> PRECISIONS = List.of("fp32", "bf16", "fp16");

  /** The same for traces of a precision that is not known. */
  public PolicyProvenance(String createdAt, String offrampVersion, String traces, long seed) {
    this(createdAt, offrampVersion, traces, seed, Optional.empty());
  }

  /**
   * Checks the time and the precision, and that nothing is blank.
   *
   * @throws IllegalArgumentException if the time is no ISO-8601 instant, a name is blank, or there
   *     is no such precision
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
    if (precision.isPresent() && !PRECISIONS.contains(precision.get())) {
      throw new IllegalArgumentException(
          "Cannot record where a policy comes from: precision \"%s\" (must be one of %s)"
              .formatted(precision.get(), String.join(", ", PRECISIONS)));
    }
  }

  private static void requireNotBlank(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(
          "Cannot record where a policy comes from: %s \"%s\" (must not be blank)"
              .formatted(name, value));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The time that files record. */
public final class Clock {
  private static final String REPRODUCIBLE = "SOURCE_DATE_EPOCH";

  private Clock() {}

  /**
   * Now, to the second, as ISO 8601 in UTC; or the time that the environment variable {@code
   * SOURCE_DATE_EPOCH} gives in seconds, by which two runs write equal bytes.
   */
  public static String now() {
    String fixed = System.getenv(REPRODUCIBLE);
    if (fixed == null || fixed.isBlank()) {
      return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
    try {
      return Instant.ofEpochSecond(Long.parseLong(fixed.strip())).toString();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Cannot use %s=%s (must be whole seconds since 1970)".formatted(REPRODUCIBLE, fixed), e);
    }
  }
}

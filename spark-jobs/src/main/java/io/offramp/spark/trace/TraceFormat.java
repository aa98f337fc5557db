// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.Arrays;
import java.util.Locale;

/** The shapes that traces come in. */
public enum TraceFormat {
  /** Written by {@code offramp trace}: probabilities, and a header that names classes and costs. */
  OWN,
  /** A row a sample; one column holds K arrays of C probabilities. */
  PROBABILITIES,
  /** A row a sample and exit: id, exit, confidence, prediction. */
  LONG,
  /** A row a sample; for every exit a column with the confidence and one with the prediction. */
  WIDE;

  /** Name in flags and messages. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The format of that name.
   *
   * @throws IllegalArgumentException listing the names there are
   */
  public static TraceFormat ofId(String id) {
    for (TraceFormat format : values()) {
      if (format.id().equals(id)) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "Cannot read traces of format '%s' (must be one of %s)"
            .formatted(id, Arrays.stream(values()).map(TraceFormat::id).toList()));
  }
}

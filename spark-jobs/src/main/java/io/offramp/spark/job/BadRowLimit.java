// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many rows with an error a run bears.
 *
 * @param text as it was given: a count such as 100, or a share of the rows such as 0.5%
 */
public record BadRowLimit(String text) {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,18})|(\\d{1,3}(?:\\.\\d+)?)%");

  /**
   * Checks the text.
   *
   * @throws IllegalArgumentException if it is neither a count nor a share
   */
  public BadRowLimit {
    Matcher shape = SHAPE.matcher(text);
    if (!shape.matches() || (shape.group(2) != null && Double.parseDouble(shape.group(2)) > 100)) {
      throw new IllegalArgumentException(
          "Cannot bear '%s' bad rows (must be a count such as 100, or a share such as 0.5%%)"
              .formatted(text));
    }
  }

  /** Whether so many of so many rows are too many. */
  boolean isExceededBy(long bad, long rows) {
    if (!text.endsWith("%")) {
      return bad > Long.parseLong(text);
    }
    double percent = Double.parseDouble(text.substring(0, text.length() - 1));
    return 100.0 * bad > percent * rows;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

/**
 * The names of the columns that traces are read from.
 *
 * @param probabilities K arrays of C probabilities
 * @param id the sample's key
 * @param exit which exit a row is of
 * @param confidence how sure that exit is
 * @param prediction the class that exit predicts
 * @param label the sample's class, if known
 * @param confidences pattern of the columns with confidences; {@code {}} stands for the exit
 * @param predictions pattern of the columns with predictions; likewise
 */
public record TraceColumns(
    String probabilities,
    String id,
    String exit,
    String confidence,
    String prediction,
    String label,
    String confidences,
    String predictions) {
  /** The names that options default to. */
  public static final TraceColumns DEFAULT =
      new TraceColumns(
          "probabilities",
          "id",
          "exit",
          "confidence",
          "prediction",
          "label",
          "confidence_{}",
          "prediction_{}");

  /**
   * Checks the patterns.
   *
   * @throws IllegalArgumentException if one has not exactly one {@code {}}
   */
  public TraceColumns {
    requirePattern("--confidence-cols", confidences);
    requirePattern("--prediction-cols", predictions);
  }

  private static void requirePattern(String flag, String pattern) {
    int at = pattern.indexOf(ExitColumns.PLACE);
    if (at < 0 || pattern.indexOf(ExitColumns.PLACE, at + 1) >= 0) {
      throw new IllegalArgumentException(
          "Cannot use %s '%s' (must have {} once, where the exit's number stands)"
              .formatted(flag, pattern));
    }
  }
}

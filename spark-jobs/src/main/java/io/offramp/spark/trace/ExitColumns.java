// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The columns of a wide trace, the first exit's first.
 *
 * @param exits the numbers in their names, increasing
 * @param confidences as many columns
 * @param predictions as many columns
 */
record ExitColumns(List<Integer> exits, List<String> confidences, List<String> predictions) {
  /** What stands for the exit's number in a pattern. */
  static final String PLACE = "{}";

  /**
   * Finds the columns.
   *
   * @throws IllegalArgumentException if there is none, or an exit has one and not the other
   */
  static ExitColumns of(List<String> columns, TraceColumns names) {
    SortedMap<Integer, String> confidences = matches(columns, names.confidences());
    SortedMap<Integer, String> predictions = matches(columns, names.predictions());
    requireAll(predictions, confidences, names.confidences(), columns, "--confidence-cols");
    requireAll(confidences, predictions, names.predictions(), columns, "--prediction-cols");
    return new ExitColumns(
        List.copyOf(confidences.keySet()),
        List.copyOf(confidences.values()),
        List.copyOf(predictions.values()));
  }

  /**
   * The columns that fit a pattern, by the exit's number.
   *
   * @throws IllegalArgumentException if two have the same number
   */
  static SortedMap<Integer, String> matches(List<String> columns, String pattern) {
    int at = pattern.indexOf(PLACE);
    Pattern fits =
        Pattern.compile(
            Pattern.quote(pattern.substring(0, at))
                + "(\\d{1,6})"
                + Pattern.quote(pattern.substring(at + PLACE.length())));
    SortedMap<Integer, String> found = new TreeMap<>();
    for (String column : columns) {
      Matcher match = fits.matcher(column);
      if (match.matches()) {
        String other = found.put(Integer.parseInt(match.group(1)), column);
        if (other != null) {
          throw new IllegalArgumentException(
              "Cannot use columns '%s' and '%s': both are of exit %s (must be one; rename or drop the other)"
                  .formatted(other, column, Integer.parseInt(match.group(1))));
        }
      }
    }
    return found;
  }

  private static void requireAll(
      SortedMap<Integer, String> needed,
      SortedMap<Integer, String> present,
      String pattern,
      List<String> columns,
      String flag) {
    List<Integer> missing = new ArrayList<>(needed.keySet());
    missing.removeAll(present.keySet());
    if (present.isEmpty()) {
      missing.add(1);
    }
    if (!missing.isEmpty()) {
      List<String> others = new ArrayList<>(columns);
      others.removeAll(needed.values());
      others.removeAll(present.values());
      throw MissingColumn.of(
          pattern.replace(PLACE, missing.get(0).toString()), columns, others, flag);
    }
  }
}

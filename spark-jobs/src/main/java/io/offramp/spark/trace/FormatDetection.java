// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.calibration.json.NearestName;
import java.util.ArrayList;
import java.util.List;

/** Tells the format of traces by the columns they have. */
final class FormatDetection {
  private FormatDetection() {}

  /**
   * The first format whose columns are all there: probabilities, long, wide.
   *
   * @param path of the traces, for the message
   * @throws IllegalArgumentException if there is none, saying what each would need
   */
  static TraceFormat of(String path, List<String> columns, TraceColumns names) {
    if (columns.contains(names.probabilities())) {
      return TraceFormat.PROBABILITIES;
    }
    List<String> needed = List.of(names.id(), names.exit(), names.confidence(), names.prediction());
    if (columns.containsAll(needed)) {
      return TraceFormat.LONG;
    }
    boolean confidences = !ExitColumns.matches(columns, names.confidences()).isEmpty();
    boolean predictions = !ExitColumns.matches(columns, names.predictions()).isEmpty();
    if (confidences && predictions) {
      return TraceFormat.WIDE;
    }
    List<String> missing = new ArrayList<>(needed);
    missing.removeAll(columns);
    if (missing.size() == needed.size() && (confidences || predictions)) {
      missing =
          List.of(
              (confidences ? names.predictions() : names.confidences())
                  .replace(ExitColumns.PLACE, "1"));
    }
    throw new IllegalArgumentException(
        "Cannot tell the format of traces %s by their columns %s (must have '%s'; or %s; or '%s' and '%s' for each exit; %sname them with --probabilities-col, --id-col and so on)"
            .formatted(
                path,
                columns,
                names.probabilities(),
                needed,
                names.confidences(),
                names.predictions(),
                nearest(missing.get(0), columns)));
  }

  private static String nearest(String missing, List<String> columns) {
    return columns.isEmpty()
        ? ""
        : "nearest to '%s' is '%s'; ".formatted(missing, NearestName.to(missing, columns));
  }
}

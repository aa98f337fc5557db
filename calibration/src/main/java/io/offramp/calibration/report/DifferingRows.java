// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.certify.Shuffle;
import io.offramp.calibration.report.ReportData.Difference;
import io.offramp.calibration.report.ReportData.Differences;
import io.offramp.calibration.report.ReportInput.RowWords;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows that a policy answers otherwise than the last exit. */
final class DifferingRows {
  private static final int LONGEST_TEXT = 400;

  private DifferingRows() {}

  /** Counts them, and draws some. */
  static Differences of(ReportInput input, Measured measured, ExitTable table, float[] thresholds) {
    int[] differing =
        Arrays.stream(measured.rows())
            .filter(row -> !table.agrees(table.exit(thresholds, row), row))
            .toArray();
    int harmful = 0;
    int helpful = 0;
    for (int row : differing) {
      byte effect = table.effect(table.exit(thresholds, row), row);
      harmful += ExitTable.drop(effect) > 0 ? 1 : 0;
      helpful += ExitTable.drop(effect) < 0 ? 1 : 0;
    }
    int size = Math.min(input.sample(), differing.length);
    int[] drawn = Arrays.copyOf(Shuffle.of(differing, input.seed()), size);
    Arrays.sort(drawn);
    Map<Integer, RowWords> words = size == 0 ? Map.of() : input.describe().apply(drawn);
    List<Difference> sample = new ArrayList<>();
    for (int row : drawn) {
      sample.add(difference(input, row, table, thresholds, Optional.ofNullable(words.get(row))));
    }
    return new Differences(differing.length, harmful, helpful, sample);
  }

  private static Difference difference(
      ReportInput input, int row, ExitTable table, float[] thresholds, Optional<RowWords> words) {
    Trace trace = input.traces().trace();
    int exit = table.exit(thresholds, row) + 1;
    return new Difference(
        row + 1,
        words.flatMap(RowWords::id).map(DifferingRows::shortened).orElse(null),
        words.flatMap(RowWords::text).map(DifferingRows::shortened).orElse(null),
        words.flatMap(RowWords::textPair).map(DifferingRows::shortened).orElse(null),
        trace.hasLabel(row) ? said(input, trace.label(row).orElseThrow()) : null,
        exit,
        said(input, trace.prediction(row, exit)),
        trace.maxProbability(row, exit),
        said(input, trace.prediction(row, trace.exits())),
        trace.maxProbability(row, trace.exits()),
        switch (table.effect(exit - 1, row)) {
          case ExitTable.HARMFUL -> "harmful";
          case ExitTable.HELPFUL -> "helpful";
          case ExitTable.BOTH_WRONG -> "both-wrong";
          case ExitTable.BOTH_RIGHT -> "both-right";
          default -> "unknown";
        });
  }

  /** A class's name, or a number as it is. */
  private static String said(ReportInput input, int code) {
    Trace trace = input.traces().trace();
    return trace.tolerance().isPresent()
        ? Float.toString(trace.number(code))
        : shortened(input.classes().get(code));
  }

  /** A text of the user's as long as a page can show it, not cut in the middle of a character. */
  static String shortened(String text) {
    if (text.codePointCount(0, text.length()) <= LONGEST_TEXT) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT)) + "…";
  }
}

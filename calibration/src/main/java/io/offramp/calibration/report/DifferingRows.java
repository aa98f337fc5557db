// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.certify.Shuffle;
import io.offramp.calibration.report.ReportData.Difference;
import io.offramp.calibration.report.ReportData.Differences;
import io.offramp.calibration.report.ReportInput.RowWords;
import io.offramp.calibration.search.ExitTable;
import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.words.Decimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Rows of which a policy makes something else than the last exit: the answers differ, or they are
 * numbers near enough to count as the same, of which only one is near the label. The latter are no
 * disagreement, but they are losses and gains like others.
 */
final class DifferingRows {
  private static final int LONGEST_TEXT = 400;

  private DifferingRows() {}

  /** Counts them, and draws some. */
  static Differences of(ReportInput input, Measured measured, ExitTable table, float[] thresholds) {
    int[] affected =
        Arrays.stream(measured.rows())
            .filter(row -> effect(table, thresholds, row) != ExitTable.AGREES)
            .toArray();
    int same = 0;
    int harmful = 0;
    int helpful = 0;
    for (int row : affected) {
      byte effect = effect(table, thresholds, row);
      same += ExitTable.differs(effect) ? 0 : 1;
      harmful += ExitTable.drop(effect) > 0 ? 1 : 0;
      helpful += ExitTable.drop(effect) < 0 ? 1 : 0;
    }
    int size = Math.min(input.sample(), affected.length);
    int[] drawn = Arrays.copyOf(Shuffle.of(affected, input.seed()), size);
    Arrays.sort(drawn);
    Map<Integer, RowWords> known = size == 0 ? Map.of() : input.describe().apply(drawn);
    List<Difference> sample = new ArrayList<>();
    for (int row : drawn) {
      sample.add(difference(input, row, table, thresholds, Optional.ofNullable(known.get(row))));
    }
    String words = words(measured, affected.length, same, harmful, helpful);
    return new Differences(affected.length, same, harmful, helpful, words, sample);
  }

  private static byte effect(ExitTable table, float[] thresholds, int row) {
    return table.effect(table.exit(thresholds, row), row);
  }

  private static String words(Measured measured, int affected, int same, int harmful, int helpful) {
    OptionalDouble tolerance = measured.trace().tolerance();
    int rows = measured.rows().length;
    boolean labelled = measured.labelled() > 0;
    if (tolerance.isEmpty()) {
      return text("%,d of %,d rows get another answer than at full depth", affected, rows)
          + (labelled
              ? text(": %,d of them lose a right answer, %,d gain one.", harmful, helpful)
              : ".");
    }
    String near = Decimal.of(tolerance.getAsDouble());
    return text(
            "%,d of %,d rows get a number that is farther than %s from full depth's.",
            affected - same, rows, near)
        + (labelled
            ? text(
                " Another %,d get one that is as near as that, while only one of the two is within %s of the label. In all, %,d rows lose a right answer: full depth's was within %s of the label, and the early exit's no longer is. %,d gain one: only the early exit's is.",
                same, near, harmful, near, helpful)
            : "");
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
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
          case ExitTable.SAME_HARMFUL -> "same-harmful";
          case ExitTable.SAME_HELPFUL -> "same-helpful";
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

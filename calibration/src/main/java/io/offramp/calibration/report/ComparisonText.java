// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.report.ComparisonData.Fact;
import io.offramp.calibration.report.ComparisonData.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A comparison in words. */
public final class ComparisonText {
  private static final String UNKNOWN = "–";
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private ComparisonText() {}

  /** A table, the header first: name, both values, and what the second has more. */
  public static List<List<String>> rows(ComparisonData data) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", data.first(), data.second(), "difference"));
    for (Figure figure : data.figures()) {
      rows.add(
          List.of(
              figure.name(),
              words(figure.unit(), figure.first(), false),
              words(figure.unit(), figure.second(), false),
              words(figure.unit(), figure.difference(), true)));
    }
    for (Fact fact : data.facts()) {
      rows.add(
          List.of(
              fact.name(),
              shortened(fact.first()),
              shortened(fact.second()),
              fact.same() ? "same" : "differs"));
    }
    return rows;
  }

  /** A hash by its beginning, as a table with two whole ones fits no screen. */
  private static String shortened(String value) {
    return HASH.matcher(value).matches() ? value.substring(0, 12) + "…" : value;
  }

  static String markdown(ComparisonData data) {
    return new Markdown()
        .heading(2, "Two %s side by side".formatted(data.kind()))
        .table(rows(data))
        .list(data.notes())
        .text();
  }

  private static String words(String unit, @Nullable Double value, boolean signed) {
    if (value == null) {
      return UNKNOWN;
    }
    String sign = signed ? "+" : "";
    return switch (unit) {
      case ComparisonData.SHARE -> format("%" + sign + ".2f%%", 100 * value);
      case ComparisonData.COUNT -> format("%" + sign + ",.0f", value);
      default -> format("%" + sign + ".6f", value);
    };
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}

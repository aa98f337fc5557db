// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A report as one HTML file that needs no other: style, scripts, the charting library and the
 * figures are inside, and its security policy forbids it to load anything.
 */
final class ReportPage {
  /** ECharts with lines, bars and scattered points; its licence stands at its head and stays. */
  private static final String CHARTS =
      "/META-INF/resources/webjars/echarts/5.5.0/echarts.common.min.js";

  private static final Pattern PLACE = Pattern.compile("/\\*\\[([a-z]+)]\\*/");

  private ReportPage() {}

  static String ofReport(ReportData data) {
    return of(
        data,
        "Early exit: policy report",
        "The same figures are in the JSON and CSV files beside it.",
        Resources.text(CHARTS),
        "dom.js",
        "charts.js",
        "sections.js",
        "page.js");
  }

  static String ofComparison(ComparisonData data) {
    return of(
        data,
        "Early exit: two side by side",
        "'offramp compare --format json' writes the same figures as JSON.",
        "",
        "dom.js",
        "compare.js");
  }

  private static String of(
      Record data, String title, String elsewhere, String library, String... scripts) {
    Map<String, String> parts =
        Map.of(
            "title",
            title,
            "elsewhere",
            elsewhere,
            "style",
            Resources.own("page.css"),
            "library",
            library,
            "scripts",
            Stream.of(scripts).map(Resources::own).collect(Collectors.joining("\n")),
            "data",
            ReportJson.embedded(data));
    Matcher places = PLACE.matcher(Resources.own("page.html"));
    return places.replaceAll(
        place -> Matcher.quoteReplacement(parts.getOrDefault(place.group(1), "")));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.policy.Validity;
import io.offramp.calibration.report.ReportData.Headline;
import io.offramp.calibration.report.ReportData.Point;
import io.offramp.calibration.report.ReportData.RowFacts;
import io.offramp.calibration.words.Decimal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a report says in sentences. */
final class Headlines {
  private Headlines() {}

  static Headline of(
      ExitPolicy policy, boolean reproduced, RowFacts rows, Point point, List<String> warnings) {
    return new Headline(
        reproduced ? "reproduced" : "stated",
        sentence(policy.guarantee()),
        saving(point, rows),
        assumptions(policy),
        warnings);
  }

  static String sentence(Guarantee guarantee) {
    List<String> parts = new ArrayList<>();
    Map<Long, List<String>> rows = new LinkedHashMap<>();
    Map<String, Long> slices = new LinkedHashMap<>();
    for (Claim claim : guarantee.claims()) {
      if (claim.slice().isPresent()) {
        slices.merge(words(claim), 1L, Long::sum);
      } else {
        rows.computeIfAbsent(claim.rows(), key -> new ArrayList<>()).add(subject(claim));
        parts.add(words(claim));
      }
    }
    slices.forEach((words, number) -> parts.add(words + parts(number)));
    String joined =
        parts.size() == 1
            ? parts.get(0)
            : String.join(", ", parts.subList(0, parts.size() - 1))
                + " and "
                + parts.get(parts.size() - 1);
    boolean exact = guarantee.validity() == Validity.EXACT;
    BigDecimal wrong = BigDecimal.ONE.subtract(BigDecimal.valueOf(guarantee.confidence()));
    return "Certified: compared with running every row to the last exit, this policy %s%s. %s; such a statement is wrong at most %s of the time%s."
        .formatted(
            joined,
            near(guarantee),
            checked(rows, exact),
            exactPercent(wrong),
            exact ? "" : ", a figure that is reached only as rows grow in number");
  }

  /** When a number is right, or the same. */
  private static String near(Guarantee guarantee) {
    return guarantee.tolerance().isEmpty() || guarantee.boundsCostAlone()
        ? ""
        : ", a number being right, or the same, if it is no farther than %s from the label, or from the last exit's"
            .formatted(Decimal.of(guarantee.tolerance().getAsDouble()));
  }

  /** On how many rows; on which of them what, if claims were not all checked on the same. */
  private static String checked(Map<Long, List<String>> claimsByRows, boolean exact) {
    String kind = exact ? "held-back rows" : "rows by cross-fitting, none of them held back";
    List<String> parts = new ArrayList<>();
    claimsByRows.forEach(
        (rows, claims) ->
            parts.add(
                String.format(Locale.ROOT, "%,d", rows)
                    + (claimsByRows.size() == 1
                        ? " " + kind
                        : " (the %s)".formatted(String.join(" and the ", claims)))));
    return "Checked on "
        + String.join(" and ", parts)
        + (claimsByRows.size() == 1 ? "" : " " + kind);
  }

  private static String subject(Claim claim) {
    return claim.quantity().id().replace('-', ' ');
  }

  private static String parts(long slices) {
    return slices == 1
        ? " in one part of the rows"
        : String.format(Locale.ROOT, " in each of %,d parts of the rows", slices);
  }

  private static String words(Claim claim) {
    return switch (claim.quantity()) {
      case ACCURACY_DROP -> "loses at most %s of accuracy".formatted(exactPoints(claim.bound()));
      case DISAGREEMENT ->
          "answers at most %s of rows differently".formatted(exactPercent(claim.bound()));
      case COST -> "costs at most %s of it on average".formatted(exactPercent(claim.bound()));
    };
  }

  private static String saving(Point point, RowFacts rows) {
    Estimate cost = point.cost();
    String seen =
        Optional.ofNullable(point.risk())
            .map(
                risk ->
                    rows.risk().equals(Quantity.ACCURACY_DROP.id())
                        ? drop(risk)
                        : " On them %s of the answers differ (%s to %s)."
                            .formatted(
                                percent(risk.value()), percent(risk.low()), percent(risk.high())))
            .orElse("");
    return String.format(
        Locale.ROOT,
        "A row takes %s of the full model's compute on average (95%% interval %s to %s): %s is saved, as measured on %,d rows.%s",
        percent(cost.value()),
        percent(cost.low()),
        percent(cost.high()),
        percent(point.saved().value()),
        rows.measured(),
        seen);
  }

  /** A drop below 0 is a gain; the interval stays one of the drop. */
  static String drop(Estimate risk) {
    boolean gain = risk.value() < 0;
    return " On them accuracy %s by %s (95%% interval of the drop %s to %s)."
        .formatted(
            gain ? "rose" : "fell",
            points(Math.abs(risk.value())),
            points(risk.low()),
            points(risk.high()));
  }

  private static List<String> assumptions(ExitPolicy policy) {
    List<String> all = new ArrayList<>();
    all.add(
        "The rows that certified and the rows to be scored are independent draws from one distribution. Under drift nothing is promised: certify anew on fresh rows.");
    all.add("The certifying rows were used for nothing else: not to train, not to choose.");
    all.add(
        "The bound was chosen before these rows were looked at. Trying bounds until one pleases, with this report or without, voids the guarantee.");
    all.add(
        policy
            .bundleSha256()
            .map(
                sha ->
                    "Rows are scored with the bundle %s…%s."
                        .formatted(
                            sha.substring(0, 12),
                            policy
                                .provenance()
                                .precision()
                                .map(precision -> ", in " + precision)
                                .orElse("")))
            .orElse("Rows are scored with the model that was traced; the policy names no bundle."));
    return all;
  }

  /** A bound, which rounding must not make stronger. */
  static String exactPercent(double share) {
    return exactPercent(BigDecimal.valueOf(share));
  }

  private static String exactPercent(BigDecimal share) {
    return share.movePointRight(2).stripTrailingZeros().toPlainString() + "%";
  }

  /** The same in points. */
  static String exactPoints(double share) {
    String number = exactPercent(share).replace("%", "");
    return number + (number.equals("1") ? " point" : " points");
  }

  static String percent(double share) {
    return trimmed(String.format(Locale.ROOT, "%.2f", 100 * share)) + "%";
  }

  static String points(double share) {
    String number = trimmed(String.format(Locale.ROOT, "%.2f", 100 * share));
    return number + (number.equals("1") ? " point" : " points");
  }

  private static String trimmed(String number) {
    String shorter = number.replaceAll("0+$", "").replaceAll("\\.$", "");
    return shorter.equals("-0") ? "0" : shorter;
  }
}

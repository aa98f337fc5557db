// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.backtest.BacktestReport;
import io.offramp.calibration.backtest.MethodResult;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.words.Counted;
import io.offramp.calibration.words.Decimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints methods side by side. */
final class BacktestText {
  private BacktestText() {}

  static void show(BacktestReport report, Terminal terminal) {
    terminal.print(
        "%s with confidence %s; %s of %s, %,d to calibrate and %,d to measure"
            .formatted(
                target(report.goal()),
                report.goal().confidence(),
                Counted.of(report.options().splits(), "split"),
                Counted.of(report.rows(), "row"),
                report.calibratingRows(),
                report.rows() - report.calibratingRows()));
    List<List<String>> table = new ArrayList<>();
    table.add(
        List.of(
            "method",
            "promise",
            "mean cost",
            "95% of it",
            "violations",
            "95% of them",
            "no policy"));
    report
        .methods()
        .forEach((name, result) -> table.add(row(name, name.equals(report.recommended()), result)));
    terminal.table(table);
    if (report.tolerance().isPresent() && report.goal().risk().isPresent()) {
      terminal.print(
          "Numbers no farther apart than %s count as the same, or as right."
              .formatted(Decimal.of(report.tolerance().getAsDouble())));
    }
    terminal.print(
        "* recommended: what calibrate does unless told otherwise. Costs are fractions of full depth; a split without a policy costs 1.");
    terminal.print(
        "A violation is a split whose measuring rows go over a bound; they are a noisy sample themselves, so a policy that just keeps its bound is seen to violate it now and then.");
  }

  private static List<String> row(String name, boolean recommended, MethodResult result) {
    return List.of(
        name + (recommended ? " *" : ""),
        result.assurance().id(),
        text("%.3f", result.meanCost()),
        text("%.3f-%.3f", result.meanCostLow(), result.meanCostHigh()),
        text("%.1f%%", 100 * result.violationRate()),
        text("%.1f-%.1f%%", 100 * result.violationRateLow(), 100 * result.violationRateHigh()),
        text("%.1f%%", 100 * result.noneCertified()));
  }

  private static String target(Goal goal) {
    List<String> bounds = new ArrayList<>();
    goal.risk().ifPresent(risk -> bounds.add("%s at most %s".formatted(risk.id(), risk.bound())));
    goal.maxSliceRisk()
        .ifPresent(
            bound -> bounds.add("%s in each of %d slices".formatted(bound, goal.slices().size())));
    goal.maxCost().ifPresent(bound -> bounds.add("cost at most %s".formatted(bound)));
    return String.join(", ", bounds);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

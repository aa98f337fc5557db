// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.engine.bench.BenchReport;
import io.offramp.engine.bench.Lever;
import io.offramp.engine.bench.Load;
import io.offramp.engine.bench.Measurement;
import io.offramp.spark.job.BenchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What {@code bench} prints. */
final class BenchText {
  private static final double GIGA = 1e9;

  private BenchText() {}

  static void print(BenchResult result, Terminal terminal) {
    BenchReport report = result.report();
    terminal.print(
        "%s, %d cores, %s"
            .formatted(
                result.machine().processor(),
                result.machine().cores(),
                String.join(" ", result.machine().flags())));
    terminal.table(table(report));
    terminal.print("");
    terminal.table(levers(report.levers()));
    terminal.print("");
    report
        .fullDepthOfEndless()
        .ifPresent(
            share ->
                terminal.print(
                    "best full depth reaches %s of one full batch again and again"
                        .formatted(number("%.2f", share))));
    Measurement early = report.earlyExit();
    terminal.print(
        "early exit at mean cost %s: promise %sx, speed-up %s, efficiency %s"
            .formatted(
                number("%.3f", early.variant().load().meanCost()),
                number("%.2f", early.variant().load().promise()),
                optional("%.2fx", report.speedUp(early)),
                optional("%.2f", report.efficiency(early))));
    terminal.print(
        "everything on is %s as fast as the naive way"
            .formatted(optional("%.1fx", report.overNaive(report.everything()))));
  }

  private static List<List<String>> table(BenchReport report) {
    List<List<String>> table = new ArrayList<>();
    table.add(
        List.of(
            "variant",
            "precision",
            "rows",
            "rows/s",
            "tokens/s",
            "padded/s",
            "GFLOP/s",
            "cost",
            "speed-up",
            "promise",
            "efficiency",
            "over naive",
            "of engine"));
    for (Measurement one : report.measurements()) {
      Load load = one.variant().load();
      boolean hasRows = load.rows() > 0;
      boolean hasExits = load.promise() > 1;
      table.add(
          List.of(
              one.variant().title(),
              one.variant().precision().map(precision -> precision.id()).orElse(""),
              hasRows ? number("%,.0f", load.rows()) : "",
              hasRows ? number("%,.0f", one.perSecond(load.rows())) : "",
              hasRows ? number("%,.0f", one.perSecond((double) load.tokens())) : "",
              hasRows ? number("%,.0f", one.perSecond((double) load.paddedTokens())) : "",
              load.flops() > 0 ? number("%,.0f", one.perSecond(load.flops() / GIGA)) : "",
              hasExits ? number("%.3f", load.meanCost()) : "",
              optional("%.2f", report.speedUp(one)),
              hasExits ? number("%.2f", load.promise()) : "",
              optional("%.2f", report.efficiency(one)),
              optional("%.2f", report.overNaive(one)),
              optional("%.2f", report.ofEngine(one))));
    }
    return table;
  }

  private static List<List<String>> levers(List<Lever> levers) {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("lever", "upon the one before", "over naive", "alone over naive"));
    for (Lever lever : levers) {
      table.add(
          List.of(
              lever.name(),
              number("%.2fx", lever.gain()),
              number("%.2fx", lever.overNaive()),
              optional("%.2fx", lever.alone())));
    }
    return table;
  }

  private static String optional(String format, OptionalDouble value) {
    return value.isPresent() ? number(format, value.getAsDouble()) : "";
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import static io.offramp.calibration.report.Headlines.percent;
import static io.offramp.calibration.report.Headlines.points;

import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.report.ReportData.Alternative;
import io.offramp.calibration.report.ReportData.Diagram;
import io.offramp.calibration.report.ReportData.Difference;
import io.offramp.calibration.report.ReportData.ExitFacts;
import io.offramp.calibration.report.ReportData.ExitReliability;
import io.offramp.calibration.report.ReportData.Point;
import io.offramp.calibration.report.ReportData.Provenance;
import io.offramp.calibration.report.ReportData.RunFacts;
import io.offramp.calibration.report.ReportData.SliceFacts;
import io.offramp.calibration.report.ReportData.StressFacts;
import io.offramp.calibration.words.Decimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A report as Markdown, for a pull request: the facts of the page, without its curves. */
final class ReportMarkdown {
  private static final int MOST_SLICES = 15;
  private static final int MOST_ROWS = 10;

  private final ReportData data;
  private final Markdown out = new Markdown();

  private ReportMarkdown(ReportData data) {
    this.data = data;
  }

  static String of(ReportData data) {
    return new ReportMarkdown(data).text();
  }

  private String text() {
    out.heading(2, "Early exit: policy report").bold(data.headline().sentence());
    data.headline().warnings().forEach(out::warning);
    out.paragraph(data.headline().saving());
    if (data.headline().status().equals("reproduced")) {
      out.paragraph("Calibrating these rows again gives this very policy.");
    }
    out.heading(3, "What it rests on").list(data.headline().assumptions());
    runs();
    exits();
    bounds();
    alternatives();
    reliability();
    slices();
    differences();
    stress();
    provenance();
    return out.text();
  }

  private void runs() {
    List<RunFacts> runs =
        Stream.of(Optional.ofNullable(data.fullDepthRun()), Optional.ofNullable(data.run()))
            .flatMap(Optional::stream)
            .toList();
    if (!runs.isEmpty()) {
      boolean missed = runs.stream().anyMatch(run -> run.meanAbsoluteError() != null);
      List<List<String>> table = new ArrayList<>();
      table.add(
          withError(
              missed, "mean absolute error", "run", "rows", "rows/s", "mean cost", "accuracy"));
      for (RunFacts run : runs) {
        table.add(
            withError(
                missed,
                optional(run.meanAbsoluteError(), error -> Decimal.of(error, 4)),
                run.source(),
                count(run.rows()),
                count(Math.round(run.rowsPerSecond())),
                optional(run.meanCost(), Headlines::percent),
                accuracy(run)));
      }
      out.heading(3, "Whole runs").table(table);
    }
  }

  private static List<String> withError(boolean missed, String error, String... cells) {
    List<String> row = new ArrayList<>(List.of(cells));
    if (missed) {
      row.add(error);
    }
    return row;
  }

  private static String accuracy(RunFacts run) {
    return optional(run.accuracy(), Headlines::percent)
        + (run.accuracy() == null || run.tolerance() == null
            ? ""
            : " within " + Decimal.of(run.tolerance()));
  }

  private void exits() {
    Point own = data.points().get(data.chosen());
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("exit", "cost", "threshold", "rows", "share", "accuracy", "agreement"));
    for (ExitFacts exit : data.exits()) {
      int at = exit.exit() - 1;
      boolean last = at == own.thresholds().size();
      table.add(
          List.of(
              String.valueOf(exit.exit()),
              percent(exit.cost()),
              last ? "last exit" : threshold(own.thresholds().get(at)),
              count(own.leaving().get(at)),
              percent(own.shares().get(at)),
              estimate(exit.accuracy(), Headlines::percent),
              percent(exit.agreement().value())));
    }
    out.heading(3, "Exits").table(table);
  }

  private void bounds() {
    if (data.points().size() == 1) {
      return;
    }
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("bound", "mean cost", risk(), "95% interval", "accuracy", ""));
    for (int i = 0; i < data.points().size(); i++) {
      Point point = data.points().get(i);
      table.add(
          List.of(
              optional(point.bound(), boundWords()),
              percent(point.cost().value()),
              estimate(point.risk(), words()),
              interval(point.risk(), words()),
              estimate(point.accuracy(), Headlines::percent),
              i == data.chosen() ? "this policy" : point.found() ? "" : "none passes"));
    }
    out.heading(3, "Other bounds").paragraph(data.whatIf()).table(table);
  }

  private void alternatives() {
    if (data.alternatives().isEmpty()) {
      return;
    }
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("method", "guarantee", "mean cost", risk(), "broke the bound"));
    for (Alternative other : data.alternatives()) {
      table.add(
          List.of(
              other.name() + ": " + other.words(),
              other.assurance(),
              other.found() ? percent(other.cost()) : "found none",
              other.found() ? estimate(other.risk(), words()) : "–",
              estimate(other.violationRate(), Headlines::percent)));
    }
    out.heading(3, "Other methods");
    Optional.ofNullable(data.backtest())
        .ifPresent(
            tried ->
                out.paragraph(
                    String.format(
                        Locale.ROOT,
                        "Chosen by %,d of the rows that they are measured on; tried anew on %,d random halves of %,d rows, in %s of which a policy's true risk may exceed the bound.",
                        data.rows().choosing(),
                        tried.splits(),
                        tried.rows(),
                        Headlines.exactPercent(tried.allowed()))));
    out.table(table);
  }

  private void reliability() {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("exit", "signal", "calibrated", "max-probability is right"));
    for (ExitReliability exit : data.reliability()) {
      table.add(
          List.of(
              String.valueOf(exit.exit()),
              ece(exit.agreement()),
              ece(exit.calibrated()),
              ece(exit.accuracy())));
    }
    out.heading(3, "Expected calibration error").table(table);
  }

  private void slices() {
    String none = data.noSlices();
    if (none != null) {
      out.heading(3, "Parts of the rows").paragraph(none);
      return;
    }
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("part", "rows", risk(), "95% interval", "mean cost", "accuracy"));
    for (SliceFacts slice : data.slices().subList(0, Math.min(MOST_SLICES, data.slices().size()))) {
      table.add(
          List.of(
              slice.name(),
              count(slice.rows()),
              estimate(slice.risk(), words()),
              interval(slice.risk(), words()),
              percent(slice.cost().value()),
              estimate(slice.accuracy(), Headlines::percent)));
    }
    int all = data.slices().size() + data.slicesLeftOut();
    out.heading(3, "Parts of the rows")
        .paragraph(
            String.format(
                Locale.ROOT,
                "The worst of %,d first. Each interval is 95%% by itself: about one in twenty misses.",
                all))
        .table(table);
  }

  private void differences() {
    ReportData.Differences differing = data.differences();
    out.heading(3, "Rows that are answered differently").paragraph(differing.words());
    if (!differing.sample().isEmpty()) {
      List<List<String>> table = new ArrayList<>();
      boolean pairs = differing.sample().stream().anyMatch(row -> row.textPair() != null);
      List<String> names = List.of("row", "exit", "says", "last exit", "label", "text");
      table.add(pairs ? with(names, "second text") : names);
      for (Difference row :
          differing.sample().subList(0, Math.min(MOST_ROWS, differing.sample().size()))) {
        List<String> cells =
            List.of(
                Optional.ofNullable(row.id()).orElse(String.valueOf(row.row())),
                String.valueOf(row.exit()),
                row.answer(),
                row.fullDepthAnswer(),
                Optional.ofNullable(row.label()).orElse("–"),
                Optional.ofNullable(row.text()).orElse("–"));
        table.add(pairs ? with(cells, Optional.ofNullable(row.textPair()).orElse("–")) : cells);
      }
      out.table(table);
    }
  }

  private static List<String> with(List<String> cells, String last) {
    return Stream.concat(cells.stream(), Stream.of(last)).toList();
  }

  private void stress() {
    if (data.stress().isEmpty()) {
      return;
    }
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("rows", "number", "mean cost", risk(), "95% interval", "accuracy"));
    for (StressFacts each : data.stress()) {
      table.add(
          List.of(
              each.name(),
              count(each.rows()),
              percent(each.cost().value()),
              estimate(each.risk(), words()) + (each.aboveBound() ? " (above the bound)" : ""),
              interval(each.risk(), words()),
              estimate(each.accuracy(), Headlines::percent)));
    }
    out.heading(3, "Harder rows, of which nothing is promised").table(table);
  }

  private void provenance() {
    Provenance from = data.provenance();
    out.heading(3, "Provenance")
        .list(
            List.of(
                "policy %s, SHA-256 %s".formatted(from.policy(), from.policySha256()),
                "made %s by Offramp %s with seed %d from traces %s"
                    .formatted(
                        from.policyCreatedAt(),
                        from.policyVersion(),
                        from.seed(),
                        from.policyTraces()),
                "traces read now: %s".formatted(from.traces()),
                "report made %s by Offramp %s: %s"
                    .formatted(from.createdAt(), from.offrampVersion(), from.command())));
  }

  private String risk() {
    return data.rows().risk().replace('-', ' ');
  }

  private Function<Double, String> boundWords() {
    boolean drop = data.rows().risk().equals(Quantity.ACCURACY_DROP.id());
    return value -> drop ? Headlines.exactPoints(value) : Headlines.exactPercent(value);
  }

  private Function<Double, String> words() {
    boolean drop = data.rows().risk().equals(Quantity.ACCURACY_DROP.id());
    return value -> drop ? points(value) : percent(value);
  }

  private static String estimate(@Nullable Estimate estimate, Function<Double, String> words) {
    return estimate == null ? "–" : words.apply(estimate.value());
  }

  private static String interval(@Nullable Estimate estimate, Function<Double, String> words) {
    return estimate == null
        ? "–"
        : words.apply(estimate.low()) + " to " + words.apply(estimate.high());
  }

  private static String optional(@Nullable Double value, Function<Double, String> words) {
    return value == null ? "–" : words.apply(value);
  }

  private static String threshold(@Nullable Double value) {
    return value == null ? "never" : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String ece(@Nullable Diagram diagram) {
    return diagram == null ? "–" : String.format(Locale.ROOT, "%.3f", diagram.ece());
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.words.Counted;
import io.offramp.spark.job.ScoreRequest;
import io.offramp.spark.job.ScoreSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code score} prints. */
final class ScoreText {
  private ScoreText() {}

  static void print(ScoreRequest request, ScoreSummary summary, Terminal terminal) {
    terminal.table(exits(summary));
    terminal.print(
        text(
            "%s to %s: %,d scored, %,d with an error, %,d truncated",
            Counted.of(summary.written(), "row"),
            request.output(),
            summary.scored(),
            summary.quarantined(),
            summary.truncated()));
    printBad(summary, terminal);
    if (request.dedupe()) {
      terminal.print(
          text(
              "%,d of the scored rows %s answered with another row of the same text",
              summary.duplicates(), summary.duplicates() == 1 ? "was" : "were"));
    }
    if (summary.unknownLabels() > 0) {
      terminal.print(
          text(
              "not counted for %s: %s whose label %s",
              summary.numbers().isPresent() ? "accuracy or mean absolute error" : "accuracy",
              Counted.of(summary.unknownLabels(), "row"),
              summary.numbers().isPresent() ? "is no number" : "the model does not know"));
    }
    StringBuilder line = new StringBuilder();
    summary.meanCost().ifPresent(cost -> line.append(text("mean cost %.3f, ", cost)));
    summary
        .accuracy()
        .ifPresent(
            accuracy ->
                line.append(
                    text("accuracy %.4f on %,d labelled rows, ", accuracy, summary.labelled())));
    summary
        .numbers()
        .flatMap(only -> only.meanAbsoluteError().stream().boxed().findFirst())
        .ifPresent(error -> line.append(text("mean absolute error %.4g, ", error)));
    line.append(text("%,.0f rows/s over %.1f s", summary.rowsPerSecond(), summary.seconds()));
    terminal.print(line.toString());
  }

  private static void printBad(ScoreSummary summary, Terminal terminal) {
    summary
        .tables()
        .quarantine()
        .ifPresent(
            folder ->
                terminal.print(
                    summary.quarantined() == 0
                        ? "no row to " + folder
                        : text("%s to %s", Counted.of(summary.quarantined(), "row"), folder)));
    summary.tables().badRowReasons().forEach(reason -> terminal.print("  " + reason));
    int skipped = summary.tables().skippedFiles().size();
    if (skipped > 0) {
      terminal.print(
          text("skipped %s; the summary names them", Counted.of(skipped, "damaged file")));
    }
  }

  private static List<List<String>> exits(ScoreSummary summary) {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("exit", "rows", "share"));
    for (int exit = 1; exit <= summary.exitHistogram().size(); exit++) {
      long rows = summary.exitHistogram().get(exit - 1);
      double share = summary.scored() == 0 ? 0 : 100.0 * rows / summary.scored();
      table.add(List.of(String.valueOf(exit), text("%,d", rows), text("%.1f%%", share)));
    }
    return table;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

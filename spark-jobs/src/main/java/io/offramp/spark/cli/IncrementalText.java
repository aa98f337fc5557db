// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.words.Counted;
import io.offramp.spark.job.IncrementalReport;
import io.offramp.spark.job.ScoreRequest;
import io.offramp.spark.job.ScoreSummary;
import java.util.Locale;

/** What {@code score --checkpoint} prints. */
final class IncrementalText {
  private IncrementalText() {}

  static void print(ScoreRequest request, IncrementalReport report, Terminal terminal) {
    if (report.batches().isEmpty()) {
      terminal.print(
          String.format(
              Locale.ROOT,
              "no new rows%s; %s has %,d",
              report.files() == 0 ? "" : " in " + Counted.of(report.files(), "new file"),
              request.output(),
              report.allRows()));
      return;
    }
    for (ScoreSummary batch : report.batches()) {
      ScoreText.print(request, batch, terminal);
    }
    terminal.print(
        String.format(
            Locale.ROOT,
            "%s in %s; %s has %s now",
            Counted.of(report.rows(), "new row"),
            Counted.of(report.batches().size(), "batch", "batches"),
            request.output(),
            Counted.of(report.allRows(), "row")));
  }
}

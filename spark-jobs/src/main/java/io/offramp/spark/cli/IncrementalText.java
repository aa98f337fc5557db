// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

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
              report.files() == 0 ? "" : " in " + report.files() + " new files",
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
            "%,d new rows in %,d batches; %s has %,d rows now",
            report.rows(),
            report.batches().size(),
            request.output(),
            report.allRows()));
  }
}

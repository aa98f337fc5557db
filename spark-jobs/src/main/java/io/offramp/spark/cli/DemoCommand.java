// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.certify.NoneCertified;
import io.offramp.spark.demo.DemoJob;
import io.offramp.spark.demo.DemoReport;
import io.offramp.spark.job.OutputFile;
import io.offramp.spark.job.ScoreSummary;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code offramp demo}. */
@Command(
    name = "demo",
    description =
        "Writes a labelled corpus, trains, certifies thresholds, scores with and without early exit, prints what came out and draws a report; a few minutes on two cores.")
final class DemoCommand extends SparkCommand {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for all files of the demo; must be empty or not exist.")
  String out = "";

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Rows to score. Default: ${DEFAULT-VALUE}.")
  int rows;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "17",
      description = "Seed of the corpus and of training. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Override
  void check() {
    requireNamed("--out", out);
    OutputFile.requireLocal("--out", "demo", out);
    require(rows >= 1, "Cannot score %s rows (must be at least 1)".formatted(rows));
  }

  @Override
  int run(SparkSession session, Terminal terminal) {
    DemoReport report =
        DemoJob.run(
            session, Path.of(out), DemoJob.DemoSize.standard(rows, seed), terminal, terminal::log);
    terminal.table(
        List.of(
            List.of("", "accuracy", "mean cost", "rows/s"),
            row("full depth", report.fullDepth()),
            row("early exit", report.earlyExit())));
    if (report.calibration().result() instanceof Certified certified) {
      terminal.print("certificate: " + certified.policy().guarantee().statement());
      report
          .page()
          .ifPresent(page -> terminal.print("report: " + page + " (open it in a browser)"));
      terminal.print("files: " + out);
      return ExitCode.DONE;
    }
    NoneCertified none = (NoneCertified) report.calibration().result();
    terminal.print("certificate: none. " + none.reason());
    return ExitCode.NOT_CERTIFIED;
  }

  private static List<String> row(String name, ScoreSummary summary) {
    return List.of(
        name,
        String.format(Locale.ROOT, "%.4f", summary.accuracy().orElse(Double.NaN)),
        String.format(Locale.ROOT, "%.3f", summary.meanCost().orElse(Double.NaN)),
        String.format(Locale.ROOT, "%,.0f", summary.rowsPerSecond()));
  }
}

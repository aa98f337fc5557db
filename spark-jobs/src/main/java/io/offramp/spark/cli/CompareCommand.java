// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.report.ComparisonData;
import io.offramp.calibration.report.ComparisonText;
import io.offramp.calibration.report.ReportFiles;
import io.offramp.spark.job.CompareJob;
import io.offramp.spark.job.CompareRequest;
import io.offramp.spark.job.OutputFile;
import io.offramp.spark.trace.TraceSource;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code offramp compare}. */
@Command(
    name = "compare",
    description =
        "Puts two policies side by side on the same traces, or the outputs of two runs of score.")
final class CompareCommand extends SparkCommand {
  @Parameters(
      index = "0",
      paramLabel = "FIRST",
      description = "A policy, or the output folder of a run of score.")
  String first = "";

  @Parameters(index = "1", paramLabel = "SECOND", description = "Another one of the same kind.")
  String second = "";

  @Option(
      names = "--traces",
      paramLabel = "TRACES",
      description =
          "Rows to compare policies on, as of 'offramp trace'. Default: none, which does for runs.")
  @Nullable String traces;

  @Option(
      names = "--id-col",
      paramLabel = "NAME",
      description =
          "Column by which rows of two runs are matched, to count equal answers. Default: none, only summaries are compared.")
  @Nullable String idColumn;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "html, md or json. Default: what the name of --out ends in, else html.")
  @Nullable String format;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "File to write the comparison to; replaced if it exists. Default: none.")
  @Nullable String out;

  @Override
  void check() {
    ReportPageOptions.format(format, "");
    if (out != null) {
      OutputFile.requireWritable("--out", "comparison", out);
      OutputFile.requireApart("--out", Path.of(out), "FIRST", first);
      OutputFile.requireApart("--out", Path.of(out), "SECOND", second);
    }
  }

  @Override
  int run(SparkSession session, Terminal terminal) {
    ComparisonData data =
        CompareJob.run(
            session,
            new CompareRequest(
                first,
                second,
                Optional.ofNullable(traces).map(TraceSource::of),
                Optional.ofNullable(idColumn)));
    terminal.table(ComparisonText.rows(data));
    data.notes().forEach(terminal::print);
    String file = out;
    if (file != null) {
      ReportFiles.write(data, ReportPageOptions.format(format, file), Path.of(file));
      terminal.print("comparison " + file);
    }
    return ExitCode.DONE;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.job.ReportJob;
import io.offramp.spark.job.ReportRequest;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code offramp report}. */
@Command(
    name = "report",
    description =
        "Draws what a policy promises, saves and risks as one page that needs no network, with its figures as JSON and CSV beside it.")
final class ReportCommand extends SparkCommand {
  @Option(
      names = "--policy",
      required = true,
      paramLabel = "POLICY",
      description = "Policy to report on.")
  String policy = "";

  @Mixin TraceOptions traces = new TraceOptions();
  @Mixin ReportPageOptions page = new ReportPageOptions();

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description =
          "html, md for a pull request, or json. Default: what the name of --out ends in, else html.")
  @Nullable String format;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Report to write; replaced if it exists, as are the files beside a page.")
  String out = "";

  @Override
  void check() {
    ReportRequest request = request();
    Map<String, String> others = page.inputs();
    others.put("--policy", policy);
    others.put("--traces", request.traces().path());
    ReportPageOptions.requireWritable("--out", out, request.format(), others);
  }

  private ReportRequest request() {
    return new ReportRequest(
        policy,
        traces.source(),
        page.extras(traces.columns.columns().id()),
        ReportPageOptions.format(format, out),
        out,
        typed());
  }

  @Override
  int run(SparkSession session, Terminal terminal) {
    ReportJob.Written written = ReportJob.run(session, request());
    TraceOptions.log(written.traces(), terminal);
    show(written, terminal);
    return ExitCode.DONE;
  }

  /** Says what the report says first, and where it is. */
  static void show(ReportJob.Written written, Terminal terminal) {
    written.data().headline().warnings().forEach(terminal::log);
    terminal.print(written.data().headline().sentence());
    terminal.print(written.data().headline().saving());
    List<String> files = written.files().stream().map(String::valueOf).toList();
    terminal.print("report " + files.get(0));
    if (files.size() > 1) {
      terminal.print("figures " + String.join(", ", files.subList(1, files.size())));
    }
  }
}

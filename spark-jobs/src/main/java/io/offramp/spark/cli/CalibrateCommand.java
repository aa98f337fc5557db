// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.certify.NoneCertified;
import io.offramp.calibration.certify.RiskTest;
import io.offramp.calibration.report.ReportFormat;
import io.offramp.calibration.words.Counted;
import io.offramp.spark.job.CalibrateJob;
import io.offramp.spark.job.CalibrateReport;
import io.offramp.spark.job.CalibrateRequest;
import io.offramp.spark.job.LabelBudgetJob;
import io.offramp.spark.job.LabelBudgetRequest;
import io.offramp.spark.job.OutputFile;
import io.offramp.spark.job.ReportExtras;
import io.offramp.spark.job.ReportJob;
import io.offramp.spark.job.ReportRequest;
import io.offramp.spark.trace.TraceTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code offramp calibrate}. */
@Command(
    name = "calibrate",
    description =
        "Finds the cheapest exit thresholds that provably keep a target, and writes them as a policy. Ends with 3 if none can be certified.")
final class CalibrateCommand extends SparkCommand {
  @Mixin TraceOptions traces = new TraceOptions();
  @Mixin GoalOptions goal = new GoalOptions();
  @Mixin MethodOptions method = new MethodOptions();
  @Mixin LabelOptions labels = new LabelOptions();

  @Option(
      names = "--asymptotic",
      fallbackValue = ON,
      description =
          "Hold no row back but cross-fit: cheaper with few rows, but the confidence is reached only as rows grow in number.")
  boolean asymptotic;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "POLICY",
      description = "Policy file to write; replaced if it exists and a policy is certified.")
  String out = "";

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Report to draw of the policy, as 'offramp report' does; html, md or json by its name. Default: none.")
  @Nullable String report;

  @Override
  void check() {
    request();
    require(
        labels.request().isEmpty() || (!asymptotic && method.method().test() == RiskTest.AUTO),
        "Cannot use --label-budget with --asymptotic or --risk-test (leave one of them out)");
    OutputFile.requireWritable("--out", "policy", out);
    labels.check();
    if (report != null) {
      require(
          labels.request().isEmpty(),
          "Cannot use --report with --label-budget: the traces have none of those labels (put the labels into the table that is traced, trace it again, and use 'offramp report')");
      Map<String, String> others = new LinkedHashMap<>();
      others.put("--out", out);
      others.put("--traces", request().traces().path());
      ReportPageOptions.requireWritable("--report", report, ReportFormat.ofFile(report), others);
    }
  }

  private CalibrateRequest request() {
    return new CalibrateRequest(
        // a report names rows by their ids
        report == null ? traces.source() : traces.source().withIds(),
        goal.goal(),
        method.method(),
        asymptotic,
        method.seed,
        out);
  }

  @Override
  int run(SparkSession session, Terminal terminal) {
    Optional<LabelBudgetRequest> budget = labels.request();
    if (budget.flatMap(LabelBudgetRequest::toLabel).isPresent()) {
      return ask(session, budget.get(), terminal);
    }
    CalibrateReport calibrated =
        budget.isPresent()
            ? LabelBudgetJob.certify(session, request(), budget.get())
            : CalibrateJob.run(session, request());
    TraceOptions.log(calibrated.traces(), terminal);
    calibrated.strayLabels().warning().ifPresent(terminal::log);
    if (!traces.slices.isEmpty() && goal.maxSliceRisk == null) {
      terminal.log(
          "the slices of %s are not bounded (give --max-slice-risk to bound them)"
              .formatted(String.join(", ", traces.slices)));
    }
    if (calibrated.result() instanceof Certified certified) {
      CertifiedText.show(calibrated.trace(), certified, terminal);
      terminal.print("policy " + out);
      draw(session, calibrated.traces(), terminal);
      return ExitCode.DONE;
    }
    NoneCertified none = (NoneCertified) calibrated.result();
    terminal.log("offramp: no policy was certified. " + none.reason());
    terminal.log("Nothing was written to " + out + "; without a policy, rows run at full depth.");
    return ExitCode.NOT_CERTIFIED;
  }

  private void draw(SparkSession session, TraceTable table, Terminal terminal) {
    String file = report;
    if (file != null) {
      ReportJob.Written written =
          ReportJob.run(
              session,
              new ReportRequest(
                  out,
                  traces.source(),
                  ReportExtras.NONE,
                  ReportFormat.ofFile(file),
                  file,
                  typed()),
              table);
      written.data().headline().warnings().forEach(terminal::log);
      terminal.print("report " + file);
    }
  }

  private int ask(SparkSession session, LabelBudgetRequest budget, Terminal terminal) {
    LabelBudgetJob.Asked asked = LabelBudgetJob.ask(session, request(), budget);
    String file = budget.toLabel().orElseThrow();
    terminal.print(
        "To be labelled: %s of %,d, which stand for %,d. Fill in the column label of %s, then run the same command with --labels instead of --to-label."
            .formatted(Counted.of(asked.rows(), "row"), asked.traced(), asked.standFor(), file));
    return ExitCode.DONE;
  }
}

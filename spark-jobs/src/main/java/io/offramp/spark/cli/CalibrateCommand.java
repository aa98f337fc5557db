// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.certify.NoneCertified;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.calibration.policy.RiskTarget;
import io.offramp.calibration.trace.Trace;
import io.offramp.spark.job.CalibrateJob;
import io.offramp.spark.job.CalibrateReport;
import io.offramp.spark.job.CalibrateRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
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

  @Option(
      names = "--max-accuracy-drop",
      paramLabel = "X",
      description =
          "Lose at most this share of right answers against full depth, between 0 and 1, such as 0.01. Needs labels.")
  @Nullable Double maxAccuracyDrop;

  @Option(
      names = "--max-disagreement",
      paramLabel = "X",
      description =
          "Differ from full depth on at most this share of rows, between 0 and 1. Needs no labels.")
  @Nullable Double maxDisagreement;

  @Option(
      names = "--max-cost",
      paramLabel = "X",
      description =
          "Also certify that the expected cost is at most this fraction of full depth, between 0 and 1. Default: as cheap as the risk allows, uncertified.")
  @Nullable Double maxCost;

  @Option(
      names = "--confidence",
      paramLabel = "X",
      defaultValue = "0.95",
      description =
          "Probability with which the bounds must hold, between 0 and 1. Default: ${DEFAULT-VALUE}.")
  double confidence;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "17",
      description =
          "Recorded in the policy; the present method draws nothing at random. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "POLICY",
      description = "Policy file to write; replaced if it exists and a policy is certified.")
  String out = "";

  @Override
  void check() {
    traces.source();
    target();
    open("--confidence", confidence);
    if (maxCost != null) {
      open("--max-cost", maxCost);
    }
  }

  private RiskTarget target() {
    if (maxAccuracyDrop != null && maxDisagreement == null) {
      return new MaxAccuracyDrop(maxAccuracyDrop);
    }
    if (maxDisagreement != null && maxAccuracyDrop == null) {
      return new MaxDisagreement(maxDisagreement);
    }
    throw new IllegalArgumentException(
        "Cannot calibrate without one target: give either --max-accuracy-drop or --max-disagreement");
  }

  private static void open(String flag, double value) {
    require(
        value > 0 && value < 1,
        "Cannot use %s %s (must be between 0 and 1)".formatted(flag, value));
  }

  @Override
  int run(SparkSession session, Terminal terminal) {
    OptionalDouble cost = maxCost == null ? OptionalDouble.empty() : OptionalDouble.of(maxCost);
    CalibrateReport report =
        CalibrateJob.run(
            session, new CalibrateRequest(traces.source(), target(), cost, confidence, seed, out));
    TraceOptions.log(report.traces(), terminal);
    if (report.skipped() > 0) {
      terminal.log(
          "%,d rows of the traces could not be run and took no part".formatted(report.skipped()));
    }
    if (report.result() instanceof Certified certified) {
      show(report.trace(), certified, terminal);
      return ExitCode.DONE;
    }
    NoneCertified none = (NoneCertified) report.result();
    terminal.log("offramp: no policy was certified. " + none.reason());
    terminal.log("Nothing was written to " + out + "; without a policy, rows run at full depth.");
    return ExitCode.NOT_CERTIFIED;
  }

  private void show(Trace trace, Certified certified, Terminal terminal) {
    ExitPolicy policy = certified.policy();
    Guarantee guarantee = policy.guarantee();
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("exit", "cost", "threshold", "rows", "accuracy", "agreement"));
    for (int exit = 1; exit <= policy.exits(); exit++) {
      table.add(
          List.of(
              String.valueOf(exit),
              number("%.3f", policy.costs().cost(exit)),
              exit < policy.exits() ? threshold(policy.thresholds().get(exit - 1)) : "-",
              number("%.1f%%", 100 * certified.exitShares().get(exit - 1)),
              trace.labelledRows() > 0 ? number("%.4f", trace.accuracy(exit)) : "-",
              number("%.4f", trace.agreement(exit))));
    }
    terminal.table(table);
    terminal.print("expected cost " + number("%.3f", guarantee.expectedCost()) + " of full depth");
    terminal.print(guarantee.statement());
    terminal.print("policy " + out);
  }

  private static String threshold(double value) {
    return value == Double.POSITIVE_INFINITY ? "never" : number("%.6f", value);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}

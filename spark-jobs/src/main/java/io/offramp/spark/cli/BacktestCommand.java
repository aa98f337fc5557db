// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.backtest.BacktestOptions;
import io.offramp.calibration.words.Counted;
import io.offramp.spark.job.BacktestJob;
import io.offramp.spark.job.BacktestRequest;
import io.offramp.spark.job.BacktestResult;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code offramp backtest}. */
@Command(
    name = "backtest",
    description =
        "Compares ways of choosing exit thresholds: splits traces many times, calibrates on one part, and measures cost and risk on the other.")
final class BacktestCommand extends SparkCommand {
  private static final String ALL = "all";

  @Mixin TraceOptions traces = new TraceOptions();
  @Mixin GoalOptions goal = new GoalOptions();
  @Mixin MethodOptions method = new MethodOptions();
  @Mixin ReportOptions output = new ReportOptions();

  @Option(
      names = "--splits",
      paramLabel = "N",
      defaultValue = "100",
      description = "How often the rows are split anew. Default: ${DEFAULT-VALUE}.")
  int splits;

  @Option(
      names = "--calibrate-share",
      paramLabel = "X",
      defaultValue = "0.5",
      description =
          "Part of the rows that calibrates, between 0 and 1; the others measure. Default: ${DEFAULT-VALUE}.")
  double calibrateShare;

  @Option(
      names = "--methods",
      paramLabel = "NAMES",
      split = ",",
      defaultValue = ALL,
      description =
          "Methods to compare with offramp, which always takes part, such as naive,shared-exact-binomial; or all that can pursue the target. Default: ${DEFAULT-VALUE}.")
  List<String> methods = List.of();

  @Override
  void check() {
    request();
    output.check("backtest");
  }

  private BacktestRequest request() {
    return new BacktestRequest(
        traces.source(),
        goal.goal(),
        method.method(),
        methods.equals(List.of(ALL)) ? List.of() : methods,
        new BacktestOptions(splits, calibrateShare, method.seed),
        output.file());
  }

  @Override
  int run(SparkSession session, Terminal terminal) {
    BacktestResult result = BacktestJob.run(session, request(), terminal);
    TraceOptions.log(result.traces(), terminal);
    result.traces().strayLabels().warning().ifPresent(terminal::log);
    if (result.leftOut() > 0) {
      terminal.log(
          "%s without a label took no part: what is held out must be labelled to be measured"
              .formatted(Counted.of(result.leftOut(), "row")));
    }
    BacktestText.show(result.report(), terminal);
    output.show(terminal);
    return ExitCode.DONE;
  }
}

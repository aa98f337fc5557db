// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.job.ScoreJob;
import io.offramp.spark.job.ScoreRequest;
import io.offramp.spark.job.ScoreSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code offramp score}. */
@Command(
    name = "score",
    description =
        "Scores a table: keeps its rows, columns and order, and adds prediction, confidence, exit, cost, truncated and error.")
final class ScoreCommand extends SparkCommand {
  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description =
          "Policy file certified for this bundle, a path or a URI that Hadoop reads. Default: none, full depth.")
  @Nullable String policy;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "PATH",
      description = "Table to score: JSON lines, CSV or Parquet; packed, a folder or a glob.")
  String input = "";

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder to write the scored table and _summary.json to.")
  String output = "";

  @Option(
      names = "--output-format",
      paramLabel = "NAME",
      defaultValue = "parquet",
      description = "parquet, jsonl or csv. Default: ${DEFAULT-VALUE}.")
  String outputFormat = "";

  @Option(
      names = "--output-prefix",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Put before the names of the added columns. Default: nothing.")
  String outputPrefix = "";

  @Option(
      names = "--dedupe",
      fallbackValue = ON,
      description =
          "Scores identical texts once, where they are near each other: a row whose text (of pairs, both) is that of a row on its way in the same task, of which there are 8,192 at most, fewer if texts are long, gets that row's answer. Answers are the same as without; it pays where texts repeat, as reposts and templates do.")
  boolean dedupe;

  @Mixin ColumnOptions columns = new ColumnOptions();
  @Mixin RunOptions running = new RunOptions();

  @Override
  void check() {
    running.check();
    requireNamed("--output", output);
    format(outputFormat);
  }

  @Override
  int run(SparkSession session, Terminal terminal) {
    ScoreRequest request =
        new ScoreRequest(
            running.bundle,
            Optional.ofNullable(policy),
            input,
            running.format.format(),
            output,
            format(outputFormat),
            running.mode(),
            columns.columns(),
            outputPrefix,
            running.batchSize(),
            running.partitions,
            running.precision(),
            dedupe);
    show(ScoreJob.run(session, request, terminal), terminal);
    return ExitCode.DONE;
  }

  private void show(ScoreSummary summary, Terminal terminal) {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("exit", "rows", "share"));
    for (int exit = 1; exit <= summary.exitHistogram().size(); exit++) {
      long rows = summary.exitHistogram().get(exit - 1);
      double share = summary.scored() == 0 ? 0 : 100.0 * rows / summary.scored();
      table.add(
          List.of(
              String.valueOf(exit),
              String.format(Locale.ROOT, "%,d", rows),
              String.format(Locale.ROOT, "%.1f%%", share)));
    }
    terminal.table(table);
    terminal.print(
        String.format(
            Locale.ROOT,
            "%,d rows to %s: %,d scored, %,d with an error, %,d truncated",
            summary.rows(),
            output,
            summary.scored(),
            summary.quarantined(),
            summary.truncated()));
    if (dedupe) {
      terminal.print(
          String.format(
              Locale.ROOT,
              "%,d of the scored rows were answered with another row of the same text",
              summary.duplicates()));
    }
    if (summary.unknownLabels() > 0) {
      terminal.print(
          String.format(
              Locale.ROOT,
              "%,d rows have a label that the model does not know; they do not count for accuracy",
              summary.unknownLabels()));
    }
    StringBuilder line = new StringBuilder();
    summary
        .meanCost()
        .ifPresent(cost -> line.append(String.format(Locale.ROOT, "mean cost %.3f, ", cost)));
    summary
        .accuracy()
        .ifPresent(
            accuracy ->
                line.append(
                    String.format(
                        Locale.ROOT,
                        "accuracy %.4f on %,d labelled rows, ",
                        accuracy,
                        summary.labelled())));
    line.append(
        String.format(
            Locale.ROOT, "%,.0f rows/s over %.1f s", summary.rowsPerSecond(), summary.seconds()));
    terminal.print(line.toString());
  }
}

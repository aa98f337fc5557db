// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.job.IncrementalRequest;
import io.offramp.spark.job.IncrementalScoreJob;
import io.offramp.spark.job.ScoreJob;
import io.offramp.spark.job.ScoreRequest;
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
      description =
          "Table to score: JSON lines, CSV, Parquet, ORC or lines of text; packed, a folder or a glob; a folder of Delta or Iceberg; or table:NAME of a catalog.")
  String input = "";

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description =
          "Folder to write the scored table and _summary.json to, or table:NAME of a catalog.")
  String output = "";

  @Option(
      names = "--output-format",
      paramLabel = "NAME",
      defaultValue = "parquet",
      description = "parquet, jsonl, csv, orc, delta or iceberg. Default: ${DEFAULT-VALUE}.")
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
  @Mixin LayoutOptions layout = new LayoutOptions();
  @Mixin BadRowOptions badRows = new BadRowOptions();
  @Mixin IncrementalOptions incremental = new IncrementalOptions();

  @Override
  void check() {
    running.check();
    requireNamed("--output", output);
    writableFormat(outputFormat);
    layout.check();
    badRows.check();
    incremental.check();
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
            writableFormat(outputFormat),
            running.mode(),
            columns.columns(),
            outputPrefix,
            running.batchSize(),
            running.partitions,
            running.precision(),
            dedupe,
            layout.request(),
            badRows.request());
    Optional<IncrementalRequest> onlyNew = incremental.request();
    if (onlyNew.isPresent()) {
      IncrementalText.print(
          request, IncrementalScoreJob.run(session, request, onlyNew.get(), terminal), terminal);
    } else {
      ScoreText.print(request, ScoreJob.run(session, request, terminal), terminal);
    }
    return ExitCode.DONE;
  }
}

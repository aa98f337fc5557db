// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.spark.job.TraceJob;
import io.offramp.spark.job.TraceRequest;
import io.offramp.spark.table.TableWriter;
import io.offramp.spark.trace.TraceHeader;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code offramp trace}. */
@Command(
    name = "trace",
    description = "Runs every row through every exit and writes what each of them says.")
final class TraceCommand extends SparkCommand {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description =
          "Rows that the model was not trained on, labelled or not: JSON lines, CSV or Parquet; packed, a folder or a glob.")
  String data = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "TRACES",
      description = "Folder to write the traces to.")
  String out = "";

  @Mixin ColumnOptions columns = new ColumnOptions();
  @Mixin RunOptions running = new RunOptions();

  @Override
  void check() {
    running.check();
    requireNamed("--out", out);
    require(
        running.mode() != TableWriter.Mode.APPEND,
        "Cannot append to traces (must be --mode error or overwrite: their header is about one run)");
  }

  @Override
  int run(SparkSession session, Terminal terminal) {
    TraceRequest request =
        new TraceRequest(
            running.bundle,
            data,
            running.format.format(),
            out,
            running.mode(),
            columns.columns(),
            running.batchSize(),
            running.partitions,
            running.precision());
    TraceHeader header = TraceJob.run(session, request, terminal);
    terminal.print(
        "traced %,d rows to %s: %,d labelled, %,d could not be run"
            .formatted(header.rows(), out, header.labelled(), header.failed()));
    return ExitCode.DONE;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.words.Counted;
import io.offramp.spark.job.TraceJob;
import io.offramp.spark.job.TraceRequest;
import io.offramp.spark.table.TableWriter;
import io.offramp.spark.trace.TraceHeader;
import java.util.ArrayList;
import java.util.List;
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

  @Option(
      names = "--slice-col",
      paramLabel = "NAME",
      description =
          "Column to keep beside the answers, for 'calibrate --slice-col' and 'report --slice-col'; may be repeated. Default: none.")
  List<String> slices = new ArrayList<>();

  @Mixin ColumnOptions columns = new ColumnOptions();
  @Mixin RunOptions running = new RunOptions();

  @Override
  void check() {
    running.check();
    requireNamed("--out", out);
    require(
        running.mode() != TableWriter.Mode.APPEND,
        "Cannot append to traces (must be --mode error or overwrite: their header is about one run)");
    request();
  }

  private TraceRequest request() {
    return new TraceRequest(
        running.bundle,
        data,
        running.format.format(),
        out,
        running.mode(),
        columns.columns(),
        slices,
        running.batchSize(),
        running.partitions,
        running.precision());
  }

  @Override
  int run(SparkSession session, Terminal terminal) {
    TraceHeader header = TraceJob.run(session, request(), terminal);
    terminal.print(
        "traced %s to %s: %,d labelled, %,d could not be run"
            .formatted(Counted.of(header.rows(), "row"), out, header.labelled(), header.failed()));
    return ExitCode.DONE;
  }
}

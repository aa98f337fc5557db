// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.words.Counted;
import io.offramp.spark.job.NoiseJob;
import io.offramp.spark.job.NoiseRequest;
import io.offramp.spark.job.TextNoise;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code offramp noise}. */
@Command(
    name = "noise",
    description =
        "Copies labelled rows with typing errors and lost words, to see what a policy does when texts get harder.")
final class NoiseCommand extends SparkCommand {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "Rows to copy: JSON lines, CSV or Parquet; packed, a folder or a glob.")
  String data = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder to write the copy to, as JSON lines; must not exist.")
  String out = "";

  @Option(
      names = "--typos",
      paramLabel = "X",
      defaultValue = "0.05",
      description = "Chance of a letter to be hit by a typing error. Default: ${DEFAULT-VALUE}.")
  double typos;

  @Option(
      names = "--dropped-words",
      paramLabel = "X",
      defaultValue = "0.1",
      description = "Chance of a word to be dropped. Default: ${DEFAULT-VALUE}.")
  double droppedWords;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "17",
      description = "Seed of all random choices. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Mixin InputOptions input = new InputOptions();
  @Mixin TextOptions text = new TextOptions();

  @Override
  void check() {
    request();
    requireNamed("--out", out);
  }

  private NoiseRequest request() {
    return new NoiseRequest(
        data, input.format(), text.columns(), new TextNoise(typos, droppedWords, seed), out);
  }

  @Override
  int run(SparkSession session, Terminal terminal) {
    long rows = NoiseJob.run(session, request());
    terminal.print(
        "wrote %s to %s; trace them, and give the traces to report --stress-traces"
            .formatted(Counted.of(rows, "row"), out));
    return ExitCode.DONE;
  }
}

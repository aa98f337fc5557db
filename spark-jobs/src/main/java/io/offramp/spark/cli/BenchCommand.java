// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.engine.bench.RandomBundle;
import io.offramp.spark.job.BenchJob;
import io.offramp.spark.job.BenchRequest;
import io.offramp.spark.job.BenchResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code offramp bench}. */
@Command(
    name = "bench",
    description =
        "Measures what each lever gives on this machine and these rows, from naive inference to early exit through Spark; without a bundle, on one of random weights.")
final class BenchCommand extends SparkCommand {
  private static final int LAYERS = 12;
  private static final int WIDTH = 256;
  private static final int WIDTH_A_HEAD = 64;
  private static final double USUAL_MEAN_COST = 0.5;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "Rows to run: JSON lines, CSV or Parquet; packed, a folder or a glob.")
  String data = "";

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "8192",
      description = "Most rows of the data to run, from its beginning. Default: ${DEFAULT-VALUE}.")
  int rows;

  @Option(
      names = "--baseline-rows",
      paramLabel = "N",
      defaultValue = "1024",
      description =
          "Most rows that the slow variants run, drawn evenly from all. Default: ${DEFAULT-VALUE}.")
  int baselineRows;

  @Option(
      names = "--bundle",
      paramLabel = "BUNDLE",
      description =
          "Folder of a model. Default: one of random weights is made, as --layers, --width, --heads, --exits and --max-length say.")
  @Nullable String bundle;

  @Option(
      names = "--heads",
      paramLabel = "N",
      description = "Attention heads; divides the width. Default: the width / 64, at least 1.")
  @Nullable Integer heads;

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description =
          "Policy certified for the bundle, whose exits are measured. Default: none, exits are simulated.")
  @Nullable String policy;

  @Option(
      names = "--mean-cost",
      paramLabel = "X",
      split = ",",
      description =
          "Mean costs, as fractions of full depth, of simulated exits; the first one counts. Default: 0.5.")
  @Nullable List<Double> meanCosts;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "fp32, bf16, both, or auto: bf16 if the processor has it, else fp32. Default: ${DEFAULT-VALUE}.")
  String precision = "";

  @Option(
      names = "--tasks",
      paramLabel = "N",
      description = "Tasks at a time, of one thread each. Default: this machine's cores.")
  @Nullable Integer tasks;

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "Timed passes of each variant, in turn. Default: ${DEFAULT-VALUE}.")
  int repetitions;

  @Option(
      names = "--batch-size",
      paramLabel = "ROWS",
      description =
          "Rows of 64 tokens that the engine runs together. Default: as score does, 32, or 64 for encoders of less than 256 wide.")
  @Nullable Integer batchSize;

  @Option(
      names = "--length-grid",
      paramLabel = "TOKENS",
      description =
          "The engine pads to multiples of so many tokens. Default: as score does, 16, or 8 in fp32.")
  @Nullable Integer lengthGrid;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "17",
      description = "Seed of random weights and simulated exits. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--no-spark",
      fallbackValue = ON,
      description = "Leaves out the variants that run through Spark.")
  boolean noSpark;

  @Mixin InputOptions format = new InputOptions();
  @Mixin TextOptions columns = new TextOptions();
  @Mixin EncoderOptions encoder = new EncoderOptions(LAYERS, WIDTH);
  @Mixin ReportOptions report = new ReportOptions();

  @Override
  void check() {
    request();
    report.check("bench report");
    if (spark.master == null) {
      spark.master = "local[%d]".formatted(tasks());
    }
  }

  @Override
  int run(SparkSession session, Terminal terminal) {
    BenchResult result = BenchJob.run(session, request(), terminal::log);
    BenchText.print(result, terminal);
    report.show(terminal);
    return ExitCode.DONE;
  }

  private int tasks() {
    return tasks == null ? Runtime.getRuntime().availableProcessors() : tasks;
  }

  private BenchRequest request() {
    List<Double> simulated = policy == null ? List.of(USUAL_MEAN_COST) : List.of();
    return new BenchRequest(
        data,
        format.format(),
        columns.columns(),
        rows,
        baselineRows,
        Optional.ofNullable(bundle),
        RandomBundle.shape(
            encoder.layers,
            encoder.width,
            heads == null ? encoder.headsOf(WIDTH_A_HEAD) : heads,
            encoder.exitLayers(),
            encoder.maxLength),
        Optional.ofNullable(policy),
        meanCosts == null ? simulated : meanCosts,
        precision,
        tasks(),
        batchSize == null ? OptionalInt.empty() : OptionalInt.of(batchSize),
        lengthGrid == null ? OptionalInt.empty() : OptionalInt.of(lengthGrid),
        repetitions,
        seed,
        !noSpark,
        report.file());
  }
}

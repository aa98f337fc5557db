// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.engine.encoder.Task;
import io.offramp.spark.job.AttachExitsJob;
import io.offramp.spark.job.AttachExitsReport;
import io.offramp.spark.job.AttachExitsRequest;
import io.offramp.spark.job.ExitTargets;
import io.offramp.spark.job.OutputFile;
import io.offramp.spark.job.Regularisation;
import io.offramp.spark.job.TextColumns;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code offramp attach-exits}. */
@Command(
    name = "attach-exits",
    description =
        "Fits exits upon a bundle's encoder, which stays as it is, and writes both as a new bundle.")
final class AttachExitsCommand extends SparkCommand {
  @Option(
      names = "--bundle",
      required = true,
      paramLabel = "BUNDLE",
      description =
          "Folder of the model: a path, which on a cluster every machine must see, or a URI that Hadoop reads.")
  String bundle = "";

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description =
          "Rows to fit heads on, labelled or not: JSON lines, CSV or Parquet; packed, a folder or a glob.")
  String data = "";

  @Option(
      names = "--dev",
      paramLabel = "FILE",
      description =
          "Rows that choose regularisation and fit temperatures. Default: a share of the data, see --dev-share.")
  @Nullable String dev;

  @Option(
      names = "--dev-share",
      paramLabel = "X",
      defaultValue = "0.1",
      description =
          "Share of the data's rows that choose where --dev names none. Default: ${DEFAULT-VALUE}.")
  double devShare;

  @Option(
      names = "--exits",
      paramLabel = "LAYERS",
      description =
          "Layers after which exits stand, ascending, the last layer among them, such as 2,4,6; or all. Default: where the bundle has exits, or all if it has one only.")
  @Nullable String exits;

  @Option(
      names = "--targets",
      paramLabel = "NAME",
      description =
          "What exits learn to say: labels, or last-exit, what the bundle's last exit says. Default: labels if the data have any, else last-exit.")
  @Nullable String targets;

  @Option(
      names = "--label-col",
      paramLabel = "NAME",
      defaultValue = "label",
      description =
          "Column with the label, of any type, compared as text; for task multi-label with a set of labels, for regression with a number. Default: ${DEFAULT-VALUE}.")
  String label = "";

  @Option(
      names = "--task",
      paramLabel = "NAME",
      description =
          "What exits say of a row: single-label, one of the classes; multi-label, a set of them, none perhaps; regression, a number. Default: the bundle's.")
  @Nullable String task;

  @Option(
      names = "--refit-last",
      fallbackValue = ON,
      description = "Fits the last exit to the labels too, where it would stay as it is otherwise.")
  boolean refitLast;

  @Option(
      names = "--regularisation",
      paramLabel = "X",
      split = ",",
      defaultValue = "0.0001,0.001,0.01",
      description =
          "Strengths of regularisation to try for each exit, at least 0. Default: ${DEFAULT-VALUE}.")
  List<Double> strengths = List.of();

  @Option(
      names = "--elastic-net",
      paramLabel = "X",
      split = ",",
      defaultValue = "0,0.5",
      description =
          "Mixes to try with each of them, from 0 (ridge) to 1 (lasso). Default: ${DEFAULT-VALUE}.")
  List<Double> mixes = List.of();

  @Option(
      names = "--max-iterations",
      paramLabel = "N",
      defaultValue = "100",
      description = "Most iterations of a fit. Default: ${DEFAULT-VALUE}.")
  int maxIterations;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "17",
      description = "Seed by which dev rows are drawn from the data. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description =
          "Folder for what exits pool of the rows, K x W x 4 bytes each, deleted at the end; on a cluster one that all machines see. Default: among Spark's local directories.")
  @Nullable String workDir;

  @Option(
      names = "--batch-size",
      paramLabel = "ROWS",
      description =
          "Rows of 64 tokens run together. Default: 32, for encoders of less than 256 wide 64, on a GPU 512.")
  @Nullable Integer batchSize;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Tasks to spread the rows over; 0: as the input is split, but at least one a core. Default: ${DEFAULT-VALUE}.")
  int partitions;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "BUNDLE",
      description = "Folder to write the new bundle to; must not exist.")
  String out = "";

  @Mixin InputOptions format = new InputOptions();
  @Mixin TextOptions columns = new TextOptions();
  @Mixin SeparatorOption labels = new SeparatorOption();
  @Mixin ReportOptions report = new ReportOptions();

  @Override
  void check() {
    request();
    requireNamed("--out", out);
    OutputFile.requireLocal("--out", "bundle", out);
    require(
        batchSize == null || batchSize >= 1,
        "Cannot run batches of %s rows (must be at least 1)".formatted(batchSize));
    require(partitions >= 0, "Cannot use %s partitions (must be at least 0)".formatted(partitions));
    report.check("report of attached exits");
  }

  @Override
  int run(SparkSession session, Terminal terminal) {
    AttachExitsReport done = AttachExitsJob.run(session, request(), terminal, terminal::log);
    AttachExitsText.print(done, terminal);
    report.show(terminal);
    return ExitCode.DONE;
  }

  private AttachExitsRequest request() {
    return new AttachExitsRequest(
        bundle,
        data,
        Optional.ofNullable(dev),
        devShare,
        format.format(),
        labels.in(columns.columns(label, TextColumns.DEFAULT.id())),
        Optional.ofNullable(exits).map(places -> ExitLayers.of(places, 0)),
        Optional.ofNullable(targets).map(ExitTargets::ofId),
        refitLast,
        Regularisation.grid(strengths, mixes),
        maxIterations,
        seed,
        Optional.ofNullable(workDir),
        batchSize == null ? OptionalInt.empty() : OptionalInt.of(batchSize),
        partitions,
        out,
        report.file(),
        Optional.ofNullable(task).map(Task::ofId));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.calibration.words.Counted;
import io.offramp.spark.trace.TraceFormat;
import io.offramp.spark.trace.TraceSource;
import io.offramp.spark.trace.TraceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that read traces. */
final class TraceOptions {
  @Option(
      names = "--traces",
      required = true,
      paramLabel = "TRACES",
      description =
          "What every exit says of rows used for nothing else, not to train, not to choose: a folder written by 'offramp trace', or any table of predictions and confidences, or of probabilities; JSON lines, CSV or Parquet; packed, a folder or a glob.")
  String path = "";

  @Option(
      names = "--trace-format",
      paramLabel = "NAME",
      description = "own, probabilities, long or wide. Default: by the header or the columns.")
  @Nullable String format;

  @Mixin InputOptions input = new InputOptions();
  @Mixin TraceColumnOptions columns = new TraceColumnOptions();

  @Option(
      names = "--classes",
      paramLabel = "NAMES",
      split = ",",
      description =
          "Names of the classes by index, such as sports,politics. Default: those of the header; else, of probabilities, those of the bundle or their indexes; else all that occur.")
  List<String> classes = new ArrayList<>();

  @Option(
      names = "--costs",
      paramLabel = "NUMBERS",
      split = ",",
      description =
          "What a row costs up to each exit, such as 4.1,7.9,12.3; any unit, divided by the last. Default: those of the header, else of the bundle, else k/K at exit k of K.")
  List<Double> costs = new ArrayList<>();

  @Option(
      names = "--bundle",
      paramLabel = "BUNDLE",
      description =
          "Folder of the model that was traced, for costs, class names and the policy's owner. Default: what the header says, else none.")
  @Nullable String bundle;

  @Option(
      names = "--slice-col",
      paramLabel = "NAME",
      description =
          "Column whose value names the slice of a row, such as its language; may be repeated. Default: none.")
  List<String> slices = new ArrayList<>();

  @Option(
      names = "--tolerance",
      paramLabel = "NUMBER",
      description =
          "For models of task regression: how far a number may be from the label, or from the last exit's, and count as right, or the same; in their unit. Default: a given policy's, else none.")
  @Nullable Double tolerance;

  /**
   * The traces that are asked for.
   *
   * @throws IllegalArgumentException naming the option that cannot be used
   */
  TraceSource source() {
    return new TraceSource(
        path,
        Optional.ofNullable(format).map(TraceFormat::ofId),
        input.format(),
        columns.columns(),
        classes,
        costs,
        Optional.ofNullable(bundle),
        slices,
        false,
        tolerance == null ? OptionalDouble.empty() : OptionalDouble.of(tolerance));
  }

  /** Says how traces from elsewhere were understood, and what of traces was left out. */
  static void log(TraceTable table, Terminal terminal) {
    if (table.format() != TraceFormat.OWN) {
      terminal.log(
          "read %s of %s traces: %s, %s; costs %s"
              .formatted(
                  Counted.of(table.trace().rows(), "row"),
                  table.format().id(),
                  Counted.of(table.trace().exits(), "exit"),
                  table.trace().tolerance().isPresent()
                      ? "numbers"
                      : Counted.of(table.classes().size(), "class", "classes"),
                  table.costsFrom()));
    }
    if (table.skipped() > 0) {
      terminal.log(
          "%s of the traces could not be run and took no part"
              .formatted(Counted.of(table.skipped(), "row")));
    }
  }
}

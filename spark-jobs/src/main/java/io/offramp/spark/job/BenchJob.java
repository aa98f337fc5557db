// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.trim;

import io.offramp.calibration.json.JsonFiles;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.words.Counted;
import io.offramp.engine.bench.BenchOptions;
import io.offramp.engine.bench.BenchReport;
import io.offramp.engine.bench.EngineBench;
import io.offramp.engine.bench.Interleaved;
import io.offramp.engine.bench.Machine;
import io.offramp.engine.bench.RandomBundle;
import io.offramp.engine.bench.Variant;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.ModuleShape;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.RowText;
import io.offramp.engine.run.ScoringOptions;
import io.offramp.spark.ml.Bundles;
import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.ml.Policies;
import io.offramp.spark.table.TableReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Measures what each lever gives on this machine and the user's rows. */
public final class BenchJob {
  private static final String KIND = "bench report";

  private BenchJob() {}

  /**
   * Measures, and writes the report if a file for it is named.
   *
   * @param progress hears what is being measured
   * @throws RuntimeException with a message for the user if an input cannot be used
   */
  public static BenchResult run(
      SparkSession spark, BenchRequest request, Consumer<String> progress) {
    if (!spark.sparkContext().isLocal()) {
      throw new IllegalArgumentException(
          "Cannot measure on a cluster, %s: its machines are not this one (use --master local[%d])"
              .formatted(spark.sparkContext().master(), request.tasks()));
    }
    Optional<Bundle> given = request.bundle().map(Bundles::openTrained);
    given.ifPresent(
        bundle -> bundle.requireSingleLabel("measure", "bench measures models of one label a row"));
    Optional<ExitPolicy> policy = request.policy().map(file -> Policies.read(file).policy());
    policy.ifPresent(one -> given.orElseThrow().requireOwn(one));
    boolean pairs = given.isPresent() && given.get().manifest().textPairs();
    request.columns().requireUsed(request.bundle().orElse("of random weights"), pairs);
    List<RowText> rows = rows(spark, request, pairs);
    try (TemporaryFolder folder = new TemporaryFolder("offramp-bench")) {
      Path made = folder.path().resolve("bundle");
      Bundle bundle = given.orElseGet(() -> made(made, request, rows));
      return measured(spark, request, new Subject(bundle, policy, rows, folder.path()), progress);
    }
  }

  private record Subject(
      Bundle bundle, Optional<ExitPolicy> policy, List<RowText> rows, Path folder) {}

  private static BenchResult measured(
      SparkSession spark, BenchRequest request, Subject subject, Consumer<String> progress) {
    Machine machine = Machine.here();
    List<Precision> precisions = precisions(request.precision(), machine, subject.bundle());
    Precision counts = precisions.get(precisions.size() - 1);
    BenchOptions options =
        new BenchOptions(
            request.tasks(),
            scoring(request, subject.bundle(), counts),
            request.meanCosts(),
            subject.policy(),
            precisions,
            request.baselineRows(),
            request.seed());
    try (EngineBench engine = new EngineBench(subject.bundle(), subject.rows(), options)) {
      progress.accept(
          "%s, %s, %d wide"
              .formatted(
                  Counted.of(subject.rows().size(), "row"),
                  Counted.of(subject.bundle().manifest().architecture().layers(), "layer"),
                  subject.bundle().manifest().architecture().width()));
      List<Variant> variants = new ArrayList<>(engine.variants());
      if (request.throughSpark()) {
        Path table = subject.folder().resolve("rows");
        variants.addAll(
            new SparkVariants(spark, subject.bundle(), subject.rows(), engine, options, table)
                .variants());
      }
      BenchReport report =
          new BenchReport(
              Interleaved.run(variants, request.repetitions(), progress), options.mainPrecision());
      BenchResult result =
          new BenchResult(
              report, machine, subject.bundle(), options.scoring(), subject.rows().size());
      request
          .json()
          .ifPresent(file -> JsonFiles.replace(Path.of(file), KIND, BenchJson.of(result, request)));
      return result;
    }
  }

  private static ScoringOptions scoring(BenchRequest request, Bundle bundle, Precision precision) {
    ScoringOptions suitable =
        ScoringOptions.onCpu(bundle.manifest().architecture().width(), precision);
    return suitable
        .withBatchSize(request.batchSize().orElse(suitable.batchSize()))
        .withLengthGrid(request.lengthGrid().orElse(suitable.lengthGrid()));
  }

  private static List<Precision> precisions(String name, Machine machine, Bundle bundle) {
    if (name.equals("auto") && bundle.manifest().architecture() instanceof ModuleShape module) {
      return List.of(module.precisions().get(0));
    }
    return switch (name) {
      case "fp32" -> List.of(Precision.FP32);
      case "bf16" -> List.of(Precision.BF16);
      case "both" -> List.of(Precision.FP32, Precision.BF16);
      default -> List.of(machine.hasBfloat16() ? Precision.BF16 : Precision.FP32);
    };
  }

  private static List<RowText> rows(SparkSession spark, BenchRequest request, boolean pairs) {
    String text = request.columns().text();
    String pair = request.columns().pair();
    Dataset<Row> table = TableReader.read(spark, request.data(), request.dataFormat());
    InputColumns.text(table.schema(), text, "--text-col");
    Dataset<Row> texts = MalformedRows.hideText(table, text);
    List<String> names = new ArrayList<>(List.of(text));
    if (pairs) {
      InputColumns.text(table.schema(), pair, "--text-pair-col");
      names.add(pair);
    }
    for (String name : names) {
      texts = texts.where(trim(col(InputColumns.quoted(name))).notEqual(""));
    }
    org.apache.spark.sql.Column[] columns =
        names.stream()
            .map(name -> col(InputColumns.quoted(name)))
            .toArray(org.apache.spark.sql.Column[]::new);
    List<RowText> rows =
        texts.select(columns).limit(request.rows()).collectAsList().stream()
            .map(row -> new RowText(row.getString(0), pairs ? row.getString(1) : null))
            .filter(BenchJob::isFit)
            .toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot measure on %s: no row has a text in column '%s'".formatted(request.data(), text));
    }
    return rows;
  }

  /** Spark's blanks are spaces only. */
  private static boolean isFit(RowText row) {
    String pair = row.pair();
    return !Objects.requireNonNull(row.text()).isBlank() && (pair == null || !pair.isBlank());
  }

  private static Bundle made(Path folder, BenchRequest request, List<RowText> rows) {
    List<String> texts = rows.stream().map(row -> Objects.requireNonNull(row.text())).toList();
    return RandomBundle.write(folder, request.shape(), texts, request.seed());
  }
}

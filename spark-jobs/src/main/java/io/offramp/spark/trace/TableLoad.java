// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.calibration.trace.Trace;
import io.offramp.calibration.words.Decimal;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Task;
import io.offramp.spark.ml.Bundles;
import io.offramp.spark.table.TableReader;
import io.offramp.spark.table.TableWriter;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** One reading of traces: plan, run the tasks, check, assemble. */
final class TableLoad {
  private final SparkSession spark;
  private final TraceSource source;
  private final Optional<Bundle> bundle;
  private final Optional<TraceHeader> header;
  private final Task task;

  TableLoad(SparkSession spark, TraceSource source) {
    this.spark = spark;
    this.source = source;
    this.bundle = source.bundle().map(Bundles::openTrained);
    this.header = header();
    header.ifPresent(this::requireNoOtherClasses);
    if (header.isPresent()
        && bundle.isPresent()
        && !header.get().bundleSha256().equals(bundle.get().sha256())) {
      throw new IllegalArgumentException(
          "Cannot use traces %s with bundle %s: they are of bundle %s, this one is %s (name the bundle that was traced, or leave it out)"
              .formatted(
                  source.path(),
                  bundle.get().location(),
                  header.get().bundleSha256(),
                  bundle.get().sha256()));
    }
    this.task =
        header
            .map(TraceHeader::task)
            .orElse(source.tolerance().isPresent() ? Task.REGRESSION : Task.SINGLE_LABEL);
    requireTolerance();
    if (header.isEmpty() && task == Task.REGRESSION) {
      bundle.ifPresent(this::requireNumbers);
    } else if (header.isEmpty()) {
      bundle.ifPresent(
          traced ->
              traced.requireSingleLabel(
                  "use traces without a header of", "trace it with 'offramp trace'"));
    }
  }

  /** Numbers are compared within a tolerance, and nothing else is. */
  private void requireTolerance() {
    if (task == Task.REGRESSION && source.tolerance().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use traces %s: their answers are numbers, which are seldom equal (say with --tolerance how far apart two may be that count as the same, in their unit; a policy has its own, if it was calibrated on numbers: give such a one)"
              .formatted(source.path()));
    }
    if (task != Task.REGRESSION && source.tolerance().isPresent()) {
      throw new IllegalArgumentException(
          "Cannot use --tolerance %s with traces %s: their answers are labels (leave it out)"
              .formatted(Decimal.of(source.tolerance().getAsDouble()), source.path()));
    }
    if (task == Task.REGRESSION && !source.classes().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use --classes %s with numbers (leave --classes or --tolerance out)"
              .formatted(source.classes()));
    }
  }

  private void requireNumbers(Bundle traced) {
    if (traced.manifest().task() != Task.REGRESSION) {
      throw new IllegalArgumentException(
          "Cannot use --tolerance %s with bundle %s: its task is %s (leave --tolerance out, or name another bundle)"
              .formatted(
                  Decimal.of(source.tolerance().getAsDouble()),
                  traced.location(),
                  traced.manifest().task().id()));
    }
  }

  private void requireNoOtherClasses(TraceHeader about) {
    if (!source.classes().isEmpty() && !source.classes().equals(about.labels())) {
      throw new IllegalArgumentException(
          "Cannot use --classes %s: the header of traces %s names %s (leave --classes out)"
              .formatted(source.classes(), source.path(), about.labels()));
    }
  }

  private Optional<TraceHeader> header() {
    TraceFormat wanted = source.format().orElse(TraceFormat.OWN);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    boolean there = TableWriter.hasBeside(source.path(), TraceHeader.FILE, hadoop);
    if (wanted != TraceFormat.OWN || (source.format().isEmpty() && !there)) {
      return Optional.empty();
    }
    String json = TableWriter.readBeside(source.path(), TraceHeader.FILE, hadoop);
    return Optional.of(TraceHeader.fromJson(json, source.path() + "/" + TraceHeader.FILE));
  }

  TraceTable load() {
    Dataset<Row> rows = TableReader.read(spark, source.path(), source.tableFormat());
    Selection selection = new Selection(rows);
    TraceFormat format = format(selection);
    RowLayout layout = selection.common(source);
    TracePlan plan =
        switch (format) {
          case OWN, PROBABILITIES ->
              switch (task) {
                case SINGLE_LABEL ->
                    TracePlan.ofProbabilities(source, header, bundle, selection, layout);
                case MULTI_LABEL ->
                    TracePlan.ofSets(source, header.orElseThrow(), selection, layout);
                case REGRESSION ->
                    TracePlan.ofNumbers(
                        source, header.orElseThrow(this::noNumbers), selection, layout);
              };
          case LONG -> TracePlan.ofLong(source, selection, layout);
          case WIDE -> TracePlan.ofWide(source, selection, layout);
        };
    plan.exits().ifPresent(exits -> CostChoice.of(source, header, bundle, exits)); // before work
    TraceParts parts = TraceParts.collect(plan.parts());
    PieceOrder order = new PieceOrder(parts.reports().stream().map(PartReport::pieces).toList());
    Optional<ExitSet> exits = ExitSet.ofMostRows(parts.blocks());
    RowProblems.refuse(source.path(), parts, order, exits.orElse(null));
    int exitCount = plan.exits().orElseGet(() -> exits.map(set -> set.exits().size()).orElse(0));
    CostChoice costs = CostChoice.of(source, header, bundle, exitCount);
    List<String> classes = classes(plan.known(), parts);
    boolean haveIds = layout.id() != RowLayout.NONE;
    TraceAssembler assembler =
        new TraceAssembler(source, costs.costs(), classes, parts.blocks(), order, haveIds);
    Trace trace = assembler.assemble(parts.blocks());
    LabelClasses labelClasses =
        switch (task) {
          case SINGLE_LABEL -> LabelClasses.of(classes, plan.known(), trace);
          case MULTI_LABEL ->
              LabelClasses.ofSets(classes, new SetNames(header.orElseThrow().labels()));
          case REGRESSION -> LabelClasses.ofNumbers();
        };
    return new TraceTable(
        trace,
        classes,
        labelClasses,
        layout.label() == RowLayout.NONE ? Optional.of(noLabels(selection)) : Optional.empty(),
        labelClasses.strays(source.path(), trace),
        header.map(TraceHeader::bundleSha256).or(() -> bundle.map(Bundle::sha256)),
        header.flatMap(TraceHeader::precision).map(choice -> choice.precision().id()),
        costs.from(),
        parts.skipped(),
        assembler.ids(),
        assembler.slices(),
        format,
        task);
  }

  private IllegalArgumentException noNumbers() {
    return new IllegalArgumentException(
        "Cannot use --tolerance with the probabilities of traces %s (give traces of predictions and confidences, or leave --tolerance out)"
            .formatted(source.path()));
  }

  private String noLabels(Selection selection) {
    String column = source.columns().label();
    List<String> columns = selection.columns();
    return "the traces %s have no column '%s' (they have %s)"
        .formatted(
            source.path(), column, MissingColumn.remedy(column, columns, columns, "--label-col"));
  }

  private TraceFormat format(Selection selection) {
    if (header.isPresent()) {
      return TraceFormat.OWN;
    }
    return source
        .format()
        .orElseGet(() -> FormatDetection.of(source.path(), selection.columns(), source.columns()));
  }

  private static List<String> classes(@Nullable KnownClasses known, TraceParts parts) {
    return known != null
        ? known.names()
        : ClassName.sorted(
            parts.blocks().stream().flatMap(block -> block.classes().stream()).distinct().toList());
  }
}

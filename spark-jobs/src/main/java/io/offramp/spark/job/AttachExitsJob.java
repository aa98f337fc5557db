// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.lit;

import io.offramp.calibration.words.Counted;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.bundle.BundleWriter;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.train.LinearHead;
import io.offramp.engine.train.NewExits;
import io.offramp.spark.ml.Bundles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;

/**
 * Fits exits upon an encoder that stays as it is, each by itself: one pass of the encoder writes
 * what every exit pools, then MLlib fits the heads.
 */
public final class AttachExitsJob {
  private final SparkSession spark;
  private final AttachExitsRequest request;
  private final ProgressSink sink;
  private final Consumer<String> log;

  private AttachExitsJob(
      SparkSession spark, AttachExitsRequest request, ProgressSink sink, Consumer<String> log) {
    this.spark = spark;
    this.request = request;
    this.sink = sink;
    this.log = log;
  }

  /**
   * Reads the rows, fits the heads and writes the bundle.
   *
   * @param log hears lines that should stay on screen
   * @throws RuntimeException with a message for the user if an input cannot be used
   */
  public static AttachExitsReport run(
      SparkSession spark, AttachExitsRequest request, ProgressSink sink, Consumer<String> log) {
    return new AttachExitsJob(spark, request, sink, log).run();
  }

  private AttachExitsReport run() {
    long start = System.nanoTime();
    BundleWriter.requireAbsent(Path.of(request.out()));
    Bundle bundle = Bundles.open(request.bundle());
    bundle.requireEncoder("attach exits to");
    List<Integer> layers = layers(bundle.manifest().shape());
    AttachInput data = read(request.data(), bundle);
    Optional<AttachInput> dev = request.dev().map(file -> read(file, bundle));
    AttachPlan plan = AttachPlan.of(bundle, request, data::labels);
    NewExits placed =
        NewExits.of(
            bundle.manifest().shape(), layers, plan.labels().size(), plan.keepsLast(), plan.task());
    try (WorkFolder work = WorkFolder.in(spark, request.workDir())) {
      FeatureTable table = features(bundle, layers, plan, data, dev, work);
      FeatureTable.Counts counts = counts(table, plan);
      NewExits exits =
          plan.task() == Task.REGRESSION
              ? placed.withNumbers(numbers(placed, table, plan))
              : placed;
      List<HeadSearch.Found> found = heads(table, exits);
      AttachResult result = result(bundle, exits, plan, table, counts, found);
      Bundle written = AttachedBundle.write(bundle, result, request);
      AttachExitsReport report =
          new AttachExitsReport(
              written,
              bundle.sha256(),
              plan.targets(),
              counts.fitted(),
              counts.dev(),
              result.labelledDevRows(),
              counts.refused(),
              result.rows(),
              (System.nanoTime() - start) / 1e9);
      request
          .report()
          .ifPresent(
              file ->
                  OutputFile.write(
                      "report of attached exits", file, AttachExitsJson.of(report, request)));
      return report;
    }
  }

  /** Those asked for, else those of the bundle; all if it has but one. */
  private List<Integer> layers(EncoderShape shape) {
    List<Integer> present = shape.exits() > 1 ? shape.exitLayers() : List.of();
    List<Integer> layers = request.exits().orElse(present);
    return layers.isEmpty() ? IntStream.rangeClosed(1, shape.layers()).boxed().toList() : layers;
  }

  private AttachInput read(String location, Bundle bundle) {
    request.columns().requireUsed(request.bundle(), bundle.manifest().textPairs());
    return AttachInput.read(
        spark,
        location,
        request.format(),
        request.columns(),
        bundle.manifest().textPairs(),
        AttachPlan.task(bundle, request),
        request.targets().equals(Optional.of(ExitTargets.LAST_EXIT)));
  }

  private FeatureTable features(
      Bundle bundle,
      List<Integer> layers,
      AttachPlan plan,
      AttachInput data,
      Optional<AttachInput> dev,
      WorkFolder work) {
    Bundle placed = PlacedExits.of(bundle, layers, work);
    List<String> folders = new ArrayList<>(List.of(work.at("data")));
    Column split = dev.isPresent() ? lit(false) : data.share(request.devShare(), request.seed());
    write(data, plan, split, placed, work.at("data"));
    dev.ifPresent(
        table -> {
          write(table, plan, lit(true), placed, work.at("dev"));
          folders.add(work.at("dev"));
        });
    return FeatureTable.read(spark, folders, layers.size(), plan.targets(), plan.task());
  }

  private void write(AttachInput input, AttachPlan plan, Column dev, Bundle placed, String folder) {
    int tasks = TaskCount.of(input.data(), request.partitions());
    RowProgress.during(
        spark,
        sink,
        "features",
        InputSize.of(input.data()),
        () ->
            FeatureTable.write(
                ReadingStage.spread(input.prepared(plan, dev), tasks),
                placed,
                request.batchSize().orElse(0),
                folder));
  }

  /**
   * Where numbers lie: a last exit that stays keeps what it was fitted to, if that is known, and
   * the others tell their spreads as fractions of the same.
   */
  private NumberScale numbers(NewExits placed, FeatureTable table, AttachPlan plan) {
    NumberScale known = placed.shape().numbers();
    boolean stays = placed.keeps(placed.exits()) && !known.equals(NumberScale.UNIT);
    if (stays && plan.targets() == ExitTargets.LAST_EXIT) {
      return known; // what an exit says is a float32 already
    }
    NumberScale seen = table.numbers(request.data()); // refuses what float32 does not tell apart
    return stays ? known : seen;
  }

  private FeatureTable.Counts counts(FeatureTable table, AttachPlan plan) {
    FeatureTable.Counts counts = table.counts();
    log.accept(
        String.format(
            Locale.ROOT,
            "%s to fit on, %s (%,d left out), %s, targets: %s",
            Counted.of(counts.fitted(), "row"),
            Counted.of(counts.dev(), "dev row"),
            counts.refused(),
            plan.task() == Task.REGRESSION ? "numbers" : Counted.of(plan.labels().size(), "label"),
            plan.targets().id()));
    if (counts.fitted() == 0 || counts.dev() == 0) {
      throw new IllegalArgumentException(
          "Cannot fit exits on %s with %s of %s (must both be at least 1; %,d without a text or a label)"
              .formatted(
                  Counted.of(counts.fitted(), "row"),
                  Counted.of(counts.dev(), "dev row"),
                  where(),
                  counts.refused()));
    }
    if (counts.classes() < 2) {
      throw AttachPlan.oneClass(
          request.data(),
          plan.targets() == ExitTargets.LABELS
              ? "has the same " + (plan.task() == Task.MULTI_LABEL ? "labels" : "label")
              : plan.task() == Task.REGRESSION
                  ? "is the same number to the last exit"
                  : "is of the same class to the last exit");
    }
    long most = spark.sparkContext().getConf().getSizeAsBytes("spark.driver.maxResultSize", "1g");
    DevRow.requireCollectable(
        counts.dev(), table.exits(), plan.task().outputs(plan.labels().size()), most);
    return counts;
  }

  private String where() {
    return request.dev().map(dev -> request.data() + " and " + dev).orElse(request.data());
  }

  /** Of an exit that keeps its head nothing is found. */
  private List<HeadSearch.Found> heads(FeatureTable table, NewExits exits) {
    HeadSearch search =
        new HeadSearch(table, exits.shape(), request.grid(), request.maxIterations());
    List<HeadSearch.Found> found = new ArrayList<>();
    for (int exit = 1; exit <= exits.exits() && !exits.keeps(exit); exit++) {
      String what = "fitting exit %d of %d: ".formatted(exit, exits.exits());
      found.add(
          search.search(
              exit, done -> sink.show(what + done + " of " + request.grid().size() + " fits")));
    }
    return found;
  }

  private AttachResult result(
      Bundle bundle,
      NewExits exits,
      AttachPlan plan,
      FeatureTable table,
      FeatureTable.Counts counts,
      List<HeadSearch.Found> found) {
    List<ExitInfo> present = bundle.manifest().exits();
    ExitInfo last = present.get(present.size() - 1);
    List<LinearHead> heads = new ArrayList<>(found.stream().map(HeadSearch.Found::head).toList());
    if (plan.keepsLast()) {
      heads.add(LinearHead.zero(exits.shape().outputs(), exits.shape().width()));
    }
    List<DevScores> scores = new ArrayList<>();
    long labelled;
    if (plan.task() == Task.REGRESSION) {
      NumberDev dev = NumberDev.collect(table, heads, plan);
      heads = dev.spread(exits);
      scores.addAll(dev.scores());
      labelled = dev.labelled();
    } else {
      OptionalDouble kept =
          plan.keepsLast() ? OptionalDouble.of(last.temperature()) : OptionalDouble.empty();
      List<DevRow> rows = DevRow.collect(table, heads, kept);
      for (int exit = 1; exit <= exits.exits(); exit++) {
        scores.add(
            exits.keeps(exit)
                ? DevScores.kept(rows, exit, last.temperature(), plan)
                : DevScores.fitted(rows, exit, plan.task()));
      }
      labelled = rows.stream().filter(DevRow::isLabelled).count();
    }
    return new AttachResult(
        exits,
        plan,
        counts,
        heads,
        found.stream().map(HeadSearch.Found::regularisation).toList(),
        scores,
        labelled,
        last.devAccuracy(),
        BundleTensors.of(bundle));
  }
}

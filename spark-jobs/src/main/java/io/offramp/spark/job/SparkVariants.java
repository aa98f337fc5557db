// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.bench.BenchOptions;
import io.offramp.engine.bench.EngineBench;
import io.offramp.engine.bench.ExitPlan;
import io.offramp.engine.bench.Load;
import io.offramp.engine.bench.Variant;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.RowText;
import io.offramp.spark.ml.MeasuredPlan;
import io.offramp.spark.ml.MeasuredScoring;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Full depth and early exit through Spark: read from a Parquet table, run by the tasks that score,
 * and handed to Spark's noop sink, which takes every column of every row and keeps none.
 */
final class SparkVariants {
  private static final String TEXT = "text";
  private static final String PAIR = "text_pair";
  private static final String EXIT = "leaves_";

  private final Bundle bundle;
  private final EngineBench engine;
  private final BenchOptions options;
  private final Dataset<Row> table;

  /**
   * Writes the table.
   *
   * @param folder of the table; must not exist
   */
  SparkVariants(
      SparkSession spark,
      Bundle bundle,
      List<RowText> rows,
      EngineBench engine,
      BenchOptions options,
      Path folder) {
    this.bundle = bundle;
    this.engine = engine;
    this.options = options;
    Dataset<Row> made = spark.createDataFrame(rows(rows), schema());
    TableReader.spread(made, options.tasks()).write().parquet(folder.toString());
    Dataset<Row> read =
        TableReader.read(spark, folder.toString(), Optional.of(TableFormat.PARQUET));
    this.table = TableReader.spread(read, options.tasks());
  }

  private StructType schema() {
    StructType schema =
        new StructType().add(TEXT, DataTypes.StringType).add(PAIR, DataTypes.StringType);
    for (int plan = 0; plan < engine.plans().size(); plan++) {
      schema = schema.add(EXIT + plan, DataTypes.IntegerType);
    }
    return schema;
  }

  private List<Row> rows(List<RowText> texts) {
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < texts.size(); row++) {
      Object[] values = new Object[2 + engine.plans().size()];
      values[0] = texts.get(row).text();
      values[1] = texts.get(row).pair();
      for (int plan = 0; plan < engine.plans().size(); plan++) {
        values[2 + plan] = engine.plans().get(plan).exits()[row];
      }
      rows.add(RowFactory.create(values));
    }
    return rows;
  }

  List<Variant> variants() {
    Precision precision = options.mainPrecision();
    List<Variant> variants = new ArrayList<>();
    variants.add(
        variant(
            "spark-full-depth-" + precision.id(),
            "Spark, full depth",
            engine.load(Optional.empty(), options.scoring()),
            EngineBench.textFullDepthId(precision),
            MeasuredPlan.fullDepth(precision, options.scoring())));
    for (int number = 0; number < engine.plans().size(); number++) {
      ExitPlan plan = engine.plans().get(number);
      String column = EXIT + number;
      variants.add(
          variant(
              "spark-early-exit-%s-%s".formatted(precision.id(), plan.name()),
              "Spark, early exit, " + plan.name(),
              engine.load(Optional.of(plan), options.scoring()),
              EngineBench.textEarlyExitId(precision, plan),
              options
                  .policy()
                  .map(policy -> MeasuredPlan.earlyExit(precision, options.scoring(), policy))
                  .orElseGet(() -> MeasuredPlan.replay(precision, options.scoring(), column))));
    }
    return variants;
  }

  private Variant variant(
      String id, String title, Load load, String counterpart, MeasuredPlan plan) {
    return new Variant(
        id,
        title,
        Variant.Role.SPARK,
        Optional.of(plan.precision()),
        load,
        Optional.of(counterpart),
        () -> seconds(plan),
        () -> seconds(plan));
  }

  private double seconds(MeasuredPlan plan) {
    long start = System.nanoTime();
    MeasuredScoring.transform(table, bundle, TEXT, PAIR, plan)
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
    return (System.nanoTime() - start) / 1e9;
  }
}

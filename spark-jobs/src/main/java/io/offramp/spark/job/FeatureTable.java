// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.stddev_pop;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Task;
import io.offramp.spark.ml.Features;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What every exit pools of every row, on disk: written by one pass of the encoder, read many times
 * by fits. Each exit has a column of its own, so that a fit reads no other.
 */
final class FeatureTable {
  /** What exits are fitted to: a class, classes where several labels may apply, or a number. */
  static final String TARGET = "target";

  /** Writers hold a row group in the heap. */
  private static final int ROW_GROUP_BYTES = 8 << 20;

  private final Dataset<Row> rows;
  private final int exits;
  private final Task task;

  /**
   * Rows that could be run, and others.
   *
   * @param fitted rows to fit heads on
   * @param classes of them that are targets; or different sets of classes
   * @param dev rows that choose
   * @param refused rows that have no features
   * @param meanTokens of rows that have
   */
  record Counts(long fitted, long classes, long dev, long refused, double meanTokens) {}

  private FeatureTable(Dataset<Row> rows, int exits, Task task) {
    this.rows = rows;
    this.exits = exits;
    this.task = task;
  }

  /**
   * Runs rows through a bundle and writes what its exits pool.
   *
   * @param rows as {@link AttachInput#prepared} makes them, spread over tasks
   * @param batchSize rows run together; 0: what suits the device
   * @param folder to write to
   */
  static void write(Dataset<Row> rows, Bundle bundle, int batchSize, String folder) {
    Dataset<Row> run =
        Features.of(rows, bundle, AttachInput.TEXT, AttachInput.PAIR, batchSize)
            .drop(AttachInput.TEXT, AttachInput.PAIR);
    List<Column> kept = new ArrayList<>();
    for (String name :
        List.of(
            AttachInput.LABEL, AttachInput.DEV, Features.LAST, Features.TOKENS, Features.ERROR)) {
      kept.add(col(name));
    }
    for (int exit = 1; exit <= bundle.manifest().shape().exits(); exit++) {
      kept.add(col(Features.POOLED).getItem(exit - 1).as(pooled(exit)));
    }
    run.select(kept.toArray(new Column[0]))
        .write()
        .option("parquet.block.size", ROW_GROUP_BYTES)
        .parquet(folder);
  }

  /**
   * Reads what was written.
   *
   * @param folders one or more
   */
  static FeatureTable read(
      SparkSession spark, List<String> folders, int exits, ExitTargets targets, Task task) {
    Dataset<Row> rows = spark.read().parquet(folders.toArray(new String[0]));
    Column target = targets == ExitTargets.LABELS ? col(AttachInput.LABEL) : said(task);
    return new FeatureTable(rows.withColumn(TARGET, target), exits, task);
  }

  /**
   * The last exit's answer: the likeliest class, those of probability 0.5 or more, or the number.
   */
  private static Column said(Task task) {
    Column last = col(Features.LAST);
    if (task == Task.SINGLE_LABEL) {
      return array_position(last, array_max(last)).cast("int").minus(1);
    }
    if (task == Task.REGRESSION) {
      return last.getItem(0).cast("double");
    }
    Column classes = transform(last, (p, c) -> when(p.geq(0.5), c).otherwise(-1));
    return filter(classes, c -> c.geq(0));
  }

  /** What targets are. */
  Task task() {
    return task;
  }

  /**
   * Where the targets of a regression lie that heads are fitted on; they must differ.
   *
   * @param location what messages call the rows
   * @throws IllegalArgumentException if they are too far from 0 to be told apart
   */
  NumberScale numbers(String location) {
    Row row = fitted().agg(avg(col(TARGET)), stddev_pop(col(TARGET))).head();
    return new NumberScale(row.getDouble(0), row.getDouble(1)).requireTold(location);
  }

  /** The column of an exit (1-based): W floats. */
  static String pooled(int exit) {
    return "pooled_" + exit;
  }

  /** Number of exits K. */
  int exits() {
    return exits;
  }

  /** Rows to fit heads on. */
  Dataset<Row> fitted() {
    return usable().filter(not(col(AttachInput.DEV)));
  }

  /** Rows that choose. */
  Dataset<Row> dev() {
    return usable().filter(col(AttachInput.DEV));
  }

  private Dataset<Row> usable() {
    return rows.filter(col(Features.ERROR).isNull());
  }

  /** Counts the rows, in one pass over the small columns. */
  Counts counts() {
    Column fine = col(Features.ERROR).isNull();
    Column dev = fine.and(col(AttachInput.DEV));
    Column fitted = fine.and(not(col(AttachInput.DEV)));
    Row row =
        rows.agg(
                count(fitted),
                countDistinct(when(fitted, col(TARGET))),
                count(dev),
                count(not(fine)),
                coalesce(sum(col(Features.TOKENS)), lit(0L)))
            .head();
    long run = row.getLong(0) + row.getLong(2);
    double mean = run == 0 ? 0 : row.getLong(4) / (double) run;
    return new Counts(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3), mean);
  }

  private static Column count(Column condition) {
    return coalesce(sum(when(condition, 1L).otherwise(0L)), lit(0L));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;

import io.offramp.engine.encoder.Task;
import io.offramp.engine.train.LinearHead;
import io.offramp.engine.train.NumberScores;
import io.offramp.engine.train.TemperatureScaling;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * The log-loss of several heads of one exit on a partition's dev rows; of numbers the negative
 * log-likelihood.
 */
final class DevLosses implements FlatMapFunction<Iterator<Row>, double[]> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<LinearHead> heads;
  private final Task task;
  private final double scale;

  private DevLosses(List<LinearHead> heads, Task task, double scale) {
    this.heads = new ArrayList<>(heads);
    this.task = task;
    this.scale = scale;
  }

  /**
   * The sum over the dev rows of each head's log-loss, of sets over the classes too, in nats.
   *
   * @param scale of numbers
   */
  static double[] of(FeatureTable table, int exit, List<LinearHead> heads, double scale) {
    double[] sums = new double[heads.size()];
    List<double[]> parts =
        table
            .dev()
            .select(col(FeatureTable.TARGET), col(FeatureTable.pooled(exit)))
            .javaRDD()
            .mapPartitions(new DevLosses(heads, table.task(), scale))
            .collect();
    for (double[] part : parts) { // in the partitions' order: the same sums every time
      for (int i = 0; i < sums.length; i++) {
        sums[i] += part[i];
      }
    }
    return sums;
  }

  @Override
  public Iterator<double[]> call(Iterator<Row> rows) {
    double[] sums = new double[heads.size()];
    while (rows.hasNext()) {
      Row row = rows.next();
      float[] pooled = floats(row, 1);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += loss(heads.get(i).logits(pooled), row);
      }
    }
    return List.of(sums).iterator();
  }

  /** Of a row whose first column is its target. */
  private double loss(float[] logits, Row row) {
    return switch (task) {
      case SINGLE_LABEL -> loss(logits, row.getInt(0));
      case MULTI_LABEL ->
          TemperatureScaling.lossOfSets(List.of(logits), List.of(classes(row, 0, true)), 1);
      case REGRESSION -> {
        float gap = (float) ((logits[0] - row.getDouble(0)) / scale);
        yield NumberScores.loss(List.of(new float[] {gap, logits[1]}), List.of(0.0));
      }
    };
  }

  /**
   * A column of a class, or of classes.
   *
   * @param sets whether it is of classes
   */
  static List<Integer> classes(Row row, int column, boolean sets) {
    return sets ? List.copyOf(row.<Integer>getList(column)) : List.of(row.getInt(column));
  }

  /** A column of floats. */
  static float[] floats(Row row, int column) {
    List<Float> cells = row.getList(column);
    float[] values = new float[cells.size()];
    int i = 0;
    for (float cell : cells) {
      values[i++] = cell;
    }
    return values;
  }

  private static double loss(float[] logits, int target) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      greatest = Math.max(greatest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - greatest);
    }
    return greatest + Math.log(sum) - logits[target];
  }
}

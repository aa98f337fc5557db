// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;

import io.offramp.engine.encoder.Task;
import io.offramp.engine.train.LinearHead;
import io.offramp.engine.train.TemperatureScaling;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/** The log-loss of several heads of one exit on a partition's dev rows. */
final class DevLosses implements FlatMapFunction<Iterator<Row>, double[]> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<LinearHead> heads;
  private final boolean sets;

  private DevLosses(List<LinearHead> heads, Task task) {
    this.heads = new ArrayList<>(heads);
    this.sets = task == Task.MULTI_LABEL;
  }

  /** The sum over the dev rows of each head's log-loss, of sets over the classes too, in nats. */
  static double[] of(FeatureTable table, int exit, List<LinearHead> heads) {
    double[] sums = new double[heads.size()];
    List<double[]> parts =
        table
            .dev()
            .select(col(FeatureTable.TARGET), col(FeatureTable.pooled(exit)))
            .javaRDD()
            .mapPartitions(new DevLosses(heads, table.task()))
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
      List<Integer> target = classes(row, 0, sets);
      float[] pooled = floats(row, 1);
      for (int i = 0; i < sums.length; i++) {
        float[] logits = heads.get(i).logits(pooled);
        sums[i] +=
            sets
                ? TemperatureScaling.lossOfSets(List.of(logits), List.of(target), 1)
                : loss(logits, target.get(0));
      }
    }
    return List.of(sums).iterator();
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

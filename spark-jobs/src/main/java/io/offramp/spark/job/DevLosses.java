// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;

import io.offramp.engine.train.LinearHead;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/** The log-loss of several heads of one exit on a partition's dev rows. */
final class DevLosses implements FlatMapFunction<Iterator<Row>, double[]> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<LinearHead> heads;

  private DevLosses(List<LinearHead> heads) {
    this.heads = new ArrayList<>(heads);
  }

  /** The sum over the dev rows of each head's log-loss, in nats. */
  static double[] of(FeatureTable table, int exit, List<LinearHead> heads) {
    double[] sums = new double[heads.size()];
    List<double[]> parts =
        table
            .dev()
            .select(col(FeatureTable.TARGET), col(FeatureTable.pooled(exit)))
            .javaRDD()
            .mapPartitions(new DevLosses(heads))
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
      int target = row.getInt(0);
      float[] pooled = floats(row, 1);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += loss(heads.get(i).logits(pooled), target);
      }
    }
    return List.of(sums).iterator();
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

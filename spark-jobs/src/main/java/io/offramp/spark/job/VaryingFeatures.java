// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What an exit pools, with 0 in place of numbers that are the same for every row.
 *
 * <p>Pretrained encoders have such: a dimension whose last layer norm has a weight of about 0, say.
 * Nothing is told by them, but a fit that scales features to standard deviation 1 would blow what
 * rounding makes of them up, to weights of 1e31 that no step of training survives. MLlib gives
 * features that are always 0 the weight 0.
 */
final class VaryingFeatures {
  /**
   * A standard deviation of less, as a fraction of the feature's mean or of the greatest standard
   * deviation, is rounding: float32 carries seven digits, and kernels agree on six.
   */
  private static final double LEAST = 1e-5;

  private VaryingFeatures() {}

  /**
   * The pooled states of an exit as vectors.
   *
   * @param rows that heads are fitted on: they say what varies
   * @param exit from 1
   */
  static Column of(Dataset<Row> rows, int exit) {
    Column pooled = col(FeatureTable.pooled(exit)).cast("array<double>");
    Column vector = array_to_vector(pooled);
    Row moments =
        rows.select(Summarizer.metrics("mean", "std").summary(vector).as("moments"))
            .select("moments.mean", "moments.std")
            .head();
    Integer[] steady = steady(moments.getAs(0), moments.getAs(1));
    if (steady.length == 0) {
      return vector;
    }
    return array_to_vector(
        transform(pooled, (x, i) -> when(i.isin((Object[]) steady), 0.0).otherwise(x)));
  }

  private static Integer[] steady(Vector mean, Vector deviation) {
    double greatest = 0;
    for (double one : deviation.toArray()) {
      greatest = Math.max(greatest, one);
    }
    double least = LEAST * greatest;
    return IntStream.range(0, mean.size())
        .filter(i -> deviation.apply(i) <= Math.max(least, LEAST * Math.abs(mean.apply(i))))
        .boxed()
        .toArray(Integer[]::new);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.ml.feature.ElementwiseProduct;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.stat.Summarizer;
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

  private static final String ALL = "all";

  private VaryingFeatures() {}

  /**
   * The same rows.
   *
   * @param rows that heads are fitted on, with a vector column {@link HeadRows#FEATURES}
   */
  static Dataset<Row> only(Dataset<Row> rows) {
    Row moments =
        rows.select(Summarizer.metrics("mean", "std").summary(col(HeadRows.FEATURES)).as("moments"))
            .select("moments.mean", "moments.std")
            .head();
    double[] kept = kept(moments.getAs(0), moments.getAs(1));
    for (double factor : kept) {
      if (factor == 0) {
        return new ElementwiseProduct()
            .setScalingVec(Vectors.dense(kept))
            .setInputCol(ALL)
            .setOutputCol(HeadRows.FEATURES)
            .transform(rows.withColumnRenamed(HeadRows.FEATURES, ALL))
            .drop(ALL);
      }
    }
    return rows;
  }

  /** 1 for features that vary, else 0. */
  private static double[] kept(Vector mean, Vector deviation) {
    double greatest = 0;
    for (double one : deviation.toArray()) {
      greatest = Math.max(greatest, one);
    }
    double[] kept = new double[mean.size()];
    for (int i = 0; i < kept.length; i++) {
      double least = LEAST * Math.max(greatest, Math.abs(mean.apply(i)));
      kept[i] = deviation.apply(i) <= least ? 0 : 1;
    }
    return kept;
  }
}

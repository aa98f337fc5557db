// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;

import io.offramp.engine.train.LinearHead;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Heads of exits where several labels may apply: for each class MLlib's binary logistic regression
 * of whether it does, put together into one linear head.
 *
 * <p>A class that applies to no row, or to all, has nothing to be told by: its weights are 0, and
 * its bias is the logit of (n + 1/2) / (N + 1) for n of N rows.
 */
final class BinaryHeads {
  private static final String LABEL = "label";

  private final FeatureTable table;
  private final int classes;
  private final int maxIterations;

  BinaryHeads(FeatureTable table, int classes, int maxIterations) {
    this.table = table;
    this.classes = classes;
    this.maxIterations = maxIterations;
  }

  /**
   * Heads of an exit (1-based), one for each regularisation.
   *
   * @param onFit hears how many heads are done
   */
  List<LinearHead> fit(int exit, List<Regularisation> grid, IntConsumer onFit) {
    return HeadRows.fit(
        table,
        exit,
        col(FeatureTable.TARGET),
        grid,
        rows -> {
          long all = rows.count();
          long[] applies = applies(rows);
          return one -> head(rows, all, applies, one);
        },
        onFit);
  }

  /** To how many rows each class applies. */
  private long[] applies(Dataset<Row> rows) {
    long[] counts = new long[classes];
    List<Row> found =
        rows.select(explode(col(FeatureTable.TARGET)).as(LABEL))
            .groupBy(LABEL)
            .count()
            .collectAsList();
    for (Row row : found) {
      counts[row.getInt(0)] = row.getLong(1);
    }
    return counts;
  }

  private LinearHead head(
      Dataset<Row> rows, long all, long[] applies, Regularisation regularisation) {
    int width = rows.select(HeadRows.FEATURES).head().<Vector>getAs(0).size();
    float[] weights = new float[classes * width];
    float[] bias = new float[classes];
    for (int c = 0; c < classes; c++) {
      if (applies[c] == 0 || applies[c] == all) {
        bias[c] = (float) Math.log((applies[c] + 0.5) / (all - applies[c] + 0.5));
        continue;
      }
      Dataset<Row> binary =
          rows.select(
              array_contains(col(FeatureTable.TARGET), c).cast("double").as(LABEL),
              col(HeadRows.FEATURES));
      LogisticRegressionModel model =
          HeadSearch.regression(regularisation, maxIterations)
              .setLabelCol(LABEL)
              .setFeaturesCol(HeadRows.FEATURES)
              .setFamily("binomial")
              .fit(binary);
      for (int i = 0; i < width; i++) {
        weights[c * width + i] = (float) model.coefficients().apply(i);
      }
      bias[c] = (float) model.intercept();
    }
    return new LinearHead(weights, bias);
  }
}

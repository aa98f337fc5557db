// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;

import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.train.LinearHead;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Heads of exits that answer with numbers, by two of MLlib's linear regressions: of the number, and
 * of the logarithm of what the first one misses by, which tells how it spreads (A. C. Harvey,
 * "Estimating regression models with multiplicative heteroscedasticity", Econometrica 1976).
 */
final class NumberHeadFit {
  private static final String TARGET = "target";
  private static final String SAID = "said";
  private static final String MISSED = "missed";

  /** The mean of ln |x| where x is by Laplace's law and |x| is 1 on average: -Euler's constant. */
  private static final double MEAN_LOG = -0.5772156649015329;

  /** A gap of less, as a fraction of the labels' standard deviation, counts as this. */
  private static final double LEAST = 1e-6;

  private final FeatureTable table;
  private final NumberScale numbers;
  private final int maxIterations;

  NumberHeadFit(FeatureTable table, NumberScale numbers, int maxIterations) {
    this.table = table;
    this.numbers = numbers;
    this.maxIterations = maxIterations;
  }

  /**
   * Heads of an exit (1-based), one for each regularisation.
   *
   * @param onFit hears how many heads are done
   */
  List<LinearHead> fit(int exit, List<Regularisation> grid, IntConsumer onFit) {
    Column target =
        col(FeatureTable.TARGET).minus(numbers.center()).divide(numbers.scale()).as(TARGET);
    return HeadRows.fit(table, exit, target, grid, rows -> one -> head(rows, one), onFit);
  }

  private LinearHead head(Dataset<Row> rows, Regularisation regularisation) {
    LinearRegressionModel mean = regression(regularisation, TARGET).fit(rows);
    Column gap = greatest(abs(col(TARGET).minus(col(SAID))), lit(LEAST));
    Dataset<Row> missed =
        mean.transform(rows).select(log(gap).minus(MEAN_LOG).as(MISSED), col(HeadRows.FEATURES));
    LinearRegressionModel spread = regression(regularisation, MISSED).fit(missed);
    Vector ofMean = mean.coefficients();
    Vector ofSpread = spread.coefficients();
    int width = ofMean.size();
    float[] weights = new float[2 * width];
    for (int i = 0; i < width; i++) {
      weights[i] = (float) (ofMean.apply(i) * numbers.scale());
      weights[width + i] = (float) ofSpread.apply(i);
    }
    float[] bias = {
      (float) (mean.intercept() * numbers.scale() + numbers.center()), (float) spread.intercept()
    };
    return new LinearHead(weights, bias);
  }

  private LinearRegression regression(Regularisation regularisation, String target) {
    return new LinearRegression()
        .setLabelCol(target)
        .setFeaturesCol(HeadRows.FEATURES)
        .setPredictionCol(SAID)
        .setStandardization(true)
        .setRegParam(regularisation.strength())
        .setElasticNetParam(regularisation.mix())
        .setMaxIter(maxIterations)
        .setTol(HeadSearch.TOLERANCE);
  }
}

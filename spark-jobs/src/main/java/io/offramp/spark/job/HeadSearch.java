// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;

import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.train.LinearHead;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;

/**
 * Fits an exit's head by MLlib's multinomial logistic regression, once for each regularisation, and
 * keeps the head of least log-loss on the dev rows. Where several labels may apply, a binary one is
 * fitted for each, all with the same regularisation. Numbers have {@link NumberHeadFit linear
 * ones}.
 *
 * <p>MLlib scales features to standard deviation 1 while it fits, so that one regularisation suits
 * all, and gives the coefficients of the features as they are: the head that a bundle needs.
 */
final class HeadSearch {
  private static final String LABEL = "label";

  /** Of the objective, relative: heads of other partitionings agree the closer. */
  static final double TOLERANCE = 1e-8;

  private final FeatureTable table;
  private final EncoderShape shape;
  private final int classes;
  private final List<Regularisation> grid;
  private final int maxIterations;

  /**
   * The head that was chosen.
   *
   * @param head to put into the bundle
   * @param regularisation that it was fitted with
   */
  record Found(LinearHead head, Regularisation regularisation) {}

  /** A search for the heads of an encoder of that shape. */
  HeadSearch(FeatureTable table, EncoderShape shape, List<Regularisation> grid, int maxIterations) {
    this.table = table;
    this.shape = shape;
    this.classes = shape.classes();
    this.grid = List.copyOf(grid);
    this.maxIterations = maxIterations;
  }

  /**
   * Fits the head of an exit (1-based).
   *
   * @param onFit hears how many fits are done
   */
  Found search(int exit, IntConsumer onFit) {
    List<LinearHead> heads =
        switch (table.task()) {
          case SINGLE_LABEL -> multinomial(exit, onFit);
          case MULTI_LABEL -> new BinaryHeads(table, classes, maxIterations).fit(exit, grid, onFit);
          case REGRESSION ->
              new NumberHeadFit(table, shape.numbers(), maxIterations).fit(exit, grid, onFit);
        };
    int best = 0;
    if (heads.size() > 1) {
      double[] losses = DevLosses.of(table, exit, heads, shape.numbers().scale());
      for (int i = 1; i < losses.length; i++) {
        best = losses[i] < losses[best] ? i : best;
      }
    }
    return new Found(heads.get(best), grid.get(best));
  }

  private List<LinearHead> multinomial(int exit, IntConsumer onFit) {
    Dataset<Row> rows = HeadRows.of(table, exit, label());
    List<LinearHead> heads = new ArrayList<>();
    for (Regularisation one : grid) {
      heads.add(head(regression(one).fit(rows)));
      onFit.accept(heads.size());
    }
    return heads;
  }

  /** Classes that no row has are told to MLlib, which would count up to the greatest it sees. */
  private Column label() {
    Metadata nominal =
        NominalAttribute.defaultAttr().withName(LABEL).withNumValues(classes).toMetadata();
    return col(FeatureTable.TARGET).cast("double").as(LABEL, nominal);
  }

  private LogisticRegression regression(Regularisation regularisation) {
    return regression(regularisation, maxIterations)
        .setLabelCol(LABEL)
        .setFeaturesCol(HeadRows.FEATURES)
        .setFamily("multinomial"); // of two classes as well: a head has a row for each
  }

  /** What all regressions have alike. */
  static LogisticRegression regression(Regularisation regularisation, int maxIterations) {
    return new LogisticRegression()
        .setStandardization(true)
        .setRegParam(regularisation.strength())
        .setElasticNetParam(regularisation.mix())
        .setMaxIter(maxIterations)
        .setTol(TOLERANCE);
  }

  /** A model's coefficients [C,W] and intercepts [C], rounded to float32. */
  static LinearHead head(LogisticRegressionModel model) {
    int classes = model.numClasses();
    int width = model.numFeatures();
    float[] weights = new float[classes * width];
    float[] bias = new float[classes];
    for (int label = 0; label < classes; label++) {
      for (int i = 0; i < width; i++) {
        weights[label * width + i] = (float) model.coefficientMatrix().apply(label, i);
      }
      bias[label] = (float) model.interceptVector().apply(label);
    }
    return new LinearHead(weights, bias);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.offramp.engine.train.LinearHead;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import java.util.Random;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A head must be for features as they are, whatever scale a fit saw them at. */
@ExtendWith(SparkExtension.class)
final class HeadSearchTest {
  private static final int ROWS = 300;
  private static final double[] SCALES = {100, 1, 0.01};
  private static final double[] MEANS = {-50, 3, 0.2};

  private final SparkSession spark;
  private final double[][] features = new double[ROWS][SCALES.length];
  private final double[] labels = new double[ROWS];

  HeadSearchTest(SparkSession spark) {
    this.spark = spark;
    Random random = new Random(5);
    for (int row = 0; row < ROWS; row++) {
      labels[row] = random.nextInt(3);
      for (int i = 0; i < SCALES.length; i++) {
        double shift = i == (int) labels[row] ? 1 : 0;
        features[row][i] = MEANS[i] + SCALES[i] * (random.nextGaussian() + shift);
      }
    }
  }

  private Dataset<Row> rows(double[][] values) {
    Row[] rows = new Row[ROWS];
    for (int row = 0; row < ROWS; row++) {
      rows[row] = RowFactory.create(labels[row], Vectors.dense(values[row]));
    }
    return Tables.of(
        spark,
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType()),
        rows);
  }

  private static LinearHead fit(Dataset<Row> rows, double mix, boolean standardise) {
    return HeadSearch.head(
        new LogisticRegression()
            .setFamily("multinomial")
            .setRegParam(0.02)
            .setElasticNetParam(mix)
            .setStandardization(standardise)
            .setTol(1e-10)
            .setMaxIter(500)
            .fit(rows));
  }

  /** The head of features standardised by hand, folded back: w/s, and b minus the sum of w m/s. */
  @ParameterizedTest
  @CsvSource({"0", "0.5"})
  void head_ofFeaturesOfManyScales_isThatOfStandardisedOnesFoldedBack(double mix) {
    double[] mean = new double[SCALES.length];
    double[] deviation = new double[SCALES.length];
    for (int i = 0; i < SCALES.length; i++) {
      for (double[] row : features) {
        mean[i] += row[i] / ROWS;
      }
      for (double[] row : features) {
        deviation[i] += (row[i] - mean[i]) * (row[i] - mean[i]) / (ROWS - 1);
      }
      deviation[i] = Math.sqrt(deviation[i]);
    }
    double[][] standardised = new double[ROWS][SCALES.length];
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < SCALES.length; i++) {
        standardised[row][i] = (features[row][i] - mean[i]) / deviation[i];
      }
    }
    LinearHead head = fit(rows(features), mix, true);
    LinearHead scaled = fit(rows(standardised), mix, false);
    for (int row = 0; row < ROWS; row += 10) {
      double[] ours = probabilities(head.logits(floats(features[row])));
      double[] theirs = probabilities(scaled.logits(floats(standardised[row])));
      assertThat(ours).as("row %d", row).containsExactly(theirs, within(2e-4));
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static double[] probabilities(float[] logits) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    double[] probabilities = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Math.exp(logits[i]) / sum;
    }
    return probabilities;
  }
}

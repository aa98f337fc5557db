// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.train.LinearHead;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.ml.Features;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Heads fitted to numbers of which the law is known. */
@ExtendWith(SparkExtension.class)
final class NumberHeadFitTest {
  private static final int ROWS = 4000;
  private static final NumberScale SCALE = new NumberScale(50, 10);

  private final SparkSession spark;
  private final String folder;

  NumberHeadFitTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder.resolve("features").toString();
  }

  /** Numbers 50 + 3 a by two features a and b, with gaps of Laplace's law and mean exp(b / 2). */
  private FeatureTable table() {
    Random random = new Random(3);
    Row[] rows = new Row[ROWS];
    for (int row = 0; row < ROWS; row++) {
      float a = (float) random.nextGaussian();
      float b = (float) random.nextGaussian();
      double gap = -Math.log(1 - random.nextDouble()) * Math.exp(b / 2.0);
      double number = 50 + 3 * a + (random.nextBoolean() ? gap : -gap);
      rows[row] = RowFactory.create(number, false, null, new Float[] {a, b});
    }
    StructType schema =
        new StructType()
            .add(AttachInput.LABEL, DataTypes.DoubleType)
            .add(AttachInput.DEV, DataTypes.BooleanType)
            .add(Features.ERROR, DataTypes.StringType)
            .add(FeatureTable.pooled(1), DataTypes.createArrayType(DataTypes.FloatType));
    Tables.of(spark, schema, rows).write().parquet(folder);
    return FeatureTable.read(spark, List.of(folder), 1, ExitTargets.LABELS, Task.REGRESSION);
  }

  /**
   * 0.1 is nearly five standard errors of the intercept of the spreads, which is the least sure.
   */
  @Test
  void fit_gapsOfLaplacesLaw_findsTheNumbersAndTheirSpreads() {
    LinearHead head =
        new NumberHeadFit(table(), SCALE, 100)
            .fit(1, List.of(new Regularisation(0, 0)), done -> {})
            .get(0);
    assertThat(head.weights()).containsExactly(new float[] {3, 0, 0, 0.5f}, within(0.1f));
    assertThat((double) head.bias()[0]).isCloseTo(50, within(0.1));
    assertThat((double) head.bias()[1]).isCloseTo(-Math.log(SCALE.scale()), within(0.1));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.train.LinearHead;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.ml.Features;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Features of which the first tells something, and the others are rounding. */
@ExtendWith(SparkExtension.class)
final class VaryingFeaturesTest {
  private static final int ROWS = 400;
  private static final int WIDTH = 4;
  private static final List<Regularisation> GRID = List.of(new Regularisation(0, 0));

  private final SparkSession spark;
  private final String folder;

  VaryingFeaturesTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder.resolve("features").toString();
  }

  /** What tells, a constant that wavers in its last digits, what is next to nothing, and a 0. */
  private FeatureTable table(Task task, DataType label) {
    Random random = new Random(3);
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      int side = random.nextInt(2);
      Float[] features = {
        (float) (side + random.nextGaussian()),
        3 + (side + random.nextInt(2)) * Math.ulp(3f),
        (float) (1e-33 * random.nextGaussian()),
        0f
      };
      Object target = task == Task.MULTI_LABEL ? new Integer[] {side} : side;
      Object typed = task == Task.REGRESSION ? (Object) (double) side : target;
      rows.add(RowFactory.create(typed, false, null, features));
    }
    StructType schema =
        new StructType()
            .add(AttachInput.LABEL, label)
            .add(AttachInput.DEV, DataTypes.BooleanType)
            .add(Features.ERROR, DataTypes.StringType)
            .add(FeatureTable.pooled(1), DataTypes.createArrayType(DataTypes.FloatType));
    Tables.of(spark, schema, rows.toArray(new Row[0])).write().parquet(folder);
    return FeatureTable.read(spark, List.of(folder), 1, ExitTargets.LABELS, task);
  }

  /** Of every output, what tells has a weight, and nothing else has. */
  private static void assertOnlyTheFirstWeighs(LinearHead head) {
    for (int output = 0; output < head.classes(); output++) {
      float[] weights = head.weights();
      assertThat(Math.abs(weights[output * WIDTH])).isBetween(1e-3f, 10f);
      for (int i = 1; i < WIDTH; i++) {
        assertThat(weights[output * WIDTH + i]).as("output %d, feature %d", output, i).isZero();
      }
    }
  }

  @Test
  void search_featuresThatAreRounding_giveThemNoWeight() {
    FeatureTable table = table(Task.SINGLE_LABEL, DataTypes.IntegerType);
    HeadSearch search = new HeadSearch(table, TinyBundle.get().manifest().shape(), GRID, 100);
    LinearHead head = search.search(1, done -> {}).head();
    float[] told = new float[2 * WIDTH];
    System.arraycopy(head.weights(), 0, told, 0, told.length); // the third class has no rows
    assertOnlyTheFirstWeighs(new LinearHead(told, new float[2]));
  }

  @Test
  void fit_classesOfTheirOwn_giveRoundingNoWeight() {
    FeatureTable table = table(Task.MULTI_LABEL, DataTypes.createArrayType(DataTypes.IntegerType));
    assertOnlyTheFirstWeighs(new BinaryHeads(table, 2, 100).fit(1, GRID, done -> {}).get(0));
  }

  @Test
  void fit_numbers_giveRoundingNoWeight() {
    FeatureTable table = table(Task.REGRESSION, DataTypes.DoubleType);
    assertOnlyTheFirstWeighs(
        new NumberHeadFit(table, new NumberScale(0, 1), 100).fit(1, GRID, done -> {}).get(0));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The evaluator, and Spark's searches with it. */
@ExtendWith(SparkExtension.class)
final class TuningTest {
  private static final StructType SCORED =
      new StructType()
          .add("prediction", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("cost", DataTypes.DoubleType);

  private final SparkSession spark;
  private final Path folder;
  private final Bundle bundle = TinyBundle.get();

  TuningTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private Dataset<Row> scored() {
    return Tables.of(
        spark,
        SCORED,
        RowFactory.create("a", "a", 0.25),
        RowFactory.create("b", "a", 0.5),
        RowFactory.create("b", "b", 1.0),
        RowFactory.create("b", "b", 0.25),
        RowFactory.create("b", null, 1.0),
        RowFactory.create("b", " ", 0.0),
        RowFactory.create(null, "a", null));
  }

  @Test
  void evaluate_everyMetric_isOfTheRowsThatCount() {
    EarlyExitEvaluator evaluator = new EarlyExitEvaluator();
    assertThat(evaluator.evaluate(scored())).isEqualTo(0.75);
    assertThat(evaluator.isLargerBetter()).isTrue();
    evaluator.setMetricName("meanCost");
    assertThat(evaluator.evaluate(scored())).isEqualTo(0.5);
    assertThat(evaluator.isLargerBetter()).isFalse();
    evaluator.setMetricName("costAtAccuracy").setMinAccuracy(0.75);
    assertThat(evaluator.evaluate(scored())).isEqualTo(0.5);
    assertThat(evaluator.setMinAccuracy(0.9).evaluate(scored())).isCloseTo(1.15, within(1e-12));
    assertThat(evaluator.isLargerBetter()).isFalse();
  }

  @Test
  void evaluate_numbersAndNames_areTheSameByTheirText() {
    Dataset<Row> rows =
        scored()
            .selectExpr("if(prediction = 'a', 1, 2) prediction", "if(label = 'a', 1D, 2D) label");
    assertThat(new EarlyExitEvaluator().evaluate(rows.where("prediction = 1"))).isEqualTo(1);
    assertThat(
            new EarlyExitEvaluator()
                .evaluate(rows.selectExpr("cast(prediction as string) prediction", "label")))
        .isEqualTo(new EarlyExitEvaluator().evaluate(rows));
  }

  /** Spark counts classes in doubles. */
  @Test
  void evaluate_classesInDoubles_haveAnAccuracy() {
    Dataset<Row> rows =
        scored().selectExpr("cast(rand(1) > 2 as double) prediction", "0L label", "cost");
    assertThat(new EarlyExitEvaluator().evaluate(rows)).isEqualTo(1);
    Dataset<Row> wrong = rows.selectExpr("cast(prediction + 1 as float) prediction", "label");
    assertThat(new EarlyExitEvaluator().evaluate(wrong)).isEqualTo(0);
  }

  /** A search by noise would find something too. */
  @Test
  void evaluate_numbersOfARegression_haveNoAccuracy() {
    Dataset<Row> rows = scored().selectExpr("1.5D prediction", "1.5D label", "cost");
    EarlyExitEvaluator evaluator = new EarlyExitEvaluator().setMinAccuracy(0.5);
    for (String metric : List.of("accuracy", "costAtAccuracy")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> evaluator.setMetricName(metric).evaluate(rows))
          .withMessage(
              "Cannot measure accuracy by column 'prediction' of type double: it holds numbers such as 1.5, not labels (must be strings or whole numbers; measure numbers with Spark's RegressionEvaluator)");
    }
    assertThat(evaluator.setMetricName("meanCost").evaluate(rows)).isEqualTo(0.5);
  }

  @Test
  void evaluate_whatCannotBeJudged_isRefused() {
    EarlyExitEvaluator evaluator = new EarlyExitEvaluator().setMetricName("costAtAccuracy");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluator.evaluate(scored()))
        .withMessageContaining("no accuracy is asked for (set minAccuracy)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EarlyExitEvaluator().evaluate(scored().where("label is null")))
        .withMessage(
            "Cannot measure accuracy: no row has a prediction and a label in 'label' (must be at least 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EarlyExitEvaluator().setLabelCol("class").evaluate(scored()))
        .withMessage(
            "Cannot find column 'class' (the input has [prediction, label, cost]; name the right one with labelCol)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> evaluator.setMetricName("meanCost").setCostCol("label").evaluate(scored()))
        .withMessageContaining("Cannot use column 'label' of type string (must be numbers;");
    assertThatIllegalArgumentException().isThrownBy(() -> evaluator.setMetricName("f1"));
    assertThatIllegalArgumentException().isThrownBy(() -> evaluator.setMinAccuracy(1.5));
  }

  private Dataset<Row> texts() {
    String table = Tables.jsonl(TinyBundle.samples(900, 31));
    return spark.read().json(Tables.text(folder.resolve("data.jsonl"), table));
  }

  private EarlyExitClassifier classifier() {
    return new EarlyExitClassifier()
        .setBundle(bundle.folder().toString())
        .setConfidence(0.9)
        .setIfNotCertified("full-depth");
  }

  @Test
  void trainValidationSplit_widerBound_isTakenWhereItIsCheaper() {
    EarlyExitClassifier stage = classifier();
    ParamMap[] grid =
        new ParamGridBuilder().addGrid(stage.maxAccuracyDrop(), new double[] {0.0005, 0.1}).build();
    TrainValidationSplitModel model =
        new TrainValidationSplit()
            .setEstimator(stage)
            .setEstimatorParamMaps(grid)
            .setEvaluator(new EarlyExitEvaluator().setMetricName("meanCost"))
            .setSeed(3)
            .fit(texts());
    assertThat(model.validationMetrics()[0]).isEqualTo(1); // none certified: full depth
    assertThat(model.validationMetrics()[1]).isLessThan(1);
    EarlyExitClassificationModel best = (EarlyExitClassificationModel) model.bestModel();
    assertThat(best.getOrDefault(best.policy())).contains("accuracy-drop");
  }

  @Test
  void crossValidator_ofTracedRows_findsAndKeepsTheBest() throws IOException {
    Dataset<Row> traced =
        Traces.of(texts(), bundle, io.offramp.engine.encoder.Precision.FP32, "text", "text_pair", 0)
            .drop("truncated", "error")
            .cache();
    ExitThresholdCalibrator stage =
        new ExitThresholdCalibrator()
            .setClasses(bundle.manifest().labels().toArray(new String[0]))
            .setCosts(bundle.manifest().costs().toArray())
            .setConfidence(0.9);
    ParamMap[] grid =
        new ParamGridBuilder().addGrid(stage.maxAccuracyDrop(), new double[] {0.06, 0.2}).build();
    Dataset<Row> numbered =
        traced.withColumn(
            "index",
            org.apache.spark.sql.functions.expr(
                "array_position(array('fruit', 'metal', 'weather'), label) - 1"));
    CrossValidatorModel model =
        new CrossValidator()
            .setEstimator(stage)
            .setEstimatorParamMaps(grid)
            .setEvaluator(
                new EarlyExitEvaluator()
                    .setMetricName("costAtAccuracy")
                    .setMinAccuracy(0.5)
                    .setLabelCol("index"))
            .setNumFolds(2)
            .setSeed(3)
            .fit(numbered);
    assertThat(model.avgMetrics()).hasSize(2);
    assertThat(model.avgMetrics()[0]).isBetween(0.1, 0.999);
    assertThat(model.avgMetrics()[1]).isLessThanOrEqualTo(model.avgMetrics()[0]);
    model.save(folder.resolve("search").toString());
    CrossValidatorModel loaded = CrossValidatorModel.load(folder.resolve("search").toString());
    assertThat(loaded.avgMetrics()).isEqualTo(model.avgMetrics());
    assertThat(((ExitThresholdModel) loaded.bestModel()).policy())
        .isEqualTo(((ExitThresholdModel) model.bestModel()).policy());
    assertThat(loaded.getEvaluator().explainParams())
        .isEqualTo(model.getEvaluator().explainParams());
    traced.unpersist();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.ExitCosts;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.calibration.policy.Quantity;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.run.PrecisionMode;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.SyntheticTraces;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.job.CalibrateJob;
import io.offramp.spark.job.CalibrateRequest;
import io.offramp.spark.job.GoalRequest;
import io.offramp.spark.job.MethodRequest;
import io.offramp.spark.job.ProgressSink;
import io.offramp.spark.job.TextColumns;
import io.offramp.spark.job.TraceJob;
import io.offramp.spark.job.TraceRequest;
import io.offramp.spark.table.TableWriter;
import io.offramp.spark.trace.TraceSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The calibrator and its model on rows: the same policies as the command's, applied alike. */
@ExtendWith(SparkExtension.class)
final class ExitThresholdStagesTest {
  private static final double BOUND = 0.04;

  private final SparkSession spark;
  private final Path folder;

  ExitThresholdStagesTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private String file(String name, String text) {
    return Tables.text(folder.resolve(name), text);
  }

  private Dataset<Row> probabilities(int rows) {
    return spark
        .read()
        .json(file("p.jsonl", SyntheticTraces.probabilities(SyntheticTraces.samples(rows, 11))));
  }

  /** Confidences and predictions as arrays, from a wide table. */
  private Dataset<Row> answers(int rows) {
    Dataset<Row> wide =
        spark
            .read()
            .option("header", "true")
            .option("inferSchema", "true")
            .csv(file("wide.csv", SyntheticTraces.wide(SyntheticTraces.samples(rows, 11))));
    return wide.select(
        col("id"), col("label"), byExit("confidence_").as("c"), byExit("prediction_").as("y"));
  }

  private static Column byExit(String name) {
    return array(col(name + 1), col(name + 2), col(name + 3));
  }

  private ExitPolicy ofTheCommand(String traces, String signal) {
    MethodRequest method =
        new MethodRequest(
            signal, MethodRequest.DEFAULT.calibration(), MethodRequest.DEFAULT.test());
    CalibrateRequest request =
        new CalibrateRequest(
            TraceSource.of(folder.resolve(traces).toString()),
            GoalRequest.of(new MaxAccuracyDrop(BOUND), 0.9),
            method,
            false,
            5,
            folder.resolve("policy.json").toString());
    return ((Certified) CalibrateJob.run(spark, request).result()).policy();
  }

  private static ExitThresholdCalibrator calibrator() {
    return new ExitThresholdCalibrator().setMaxAccuracyDrop(BOUND).setConfidence(0.9).setSeed(5);
  }

  private static ExitThresholdCalibrator ofAnswers() {
    return calibrator().setConfidencesCol("c").setPredictionsCol("y");
  }

  private static void assertSame(ExitPolicy actual, ExitPolicy expected) {
    assertThat(actual.signal()).isEqualTo(expected.signal());
    assertThat(actual.thresholds()).isEqualTo(expected.thresholds());
    assertThat(actual.costs()).isEqualTo(expected.costs());
    assertThat(actual.guarantee()).isEqualTo(expected.guarantee());
    assertThat(actual.provenance().seed()).isEqualTo(expected.provenance().seed());
  }

  @Test
  @Tag("smoke")
  void fit_rowsAndSeedOfTheCommand_givesItsPolicyAndCosts() {
    Dataset<Row> rows = probabilities(1500);
    for (String signal : List.of("max-probability", "margin", "learned")) {
      ExitThresholdModel model = calibrator().setSignal(signal).fit(rows);
      assertSame(model.policy(), ofTheCommand("p.jsonl", signal));
      Row mean = model.transform(rows).selectExpr("avg(cost)", "avg(confidence)").first();
      assertThat(mean.getDouble(0))
          .isCloseTo(model.guarantee().expectedCost(), within(1e-9))
          .isLessThan(1);
    }
  }

  @Test
  void fit_answers_givesTheCommandsPolicy() {
    ExitThresholdModel model = ofAnswers().fit(answers(1500));
    assertSame(model.policy(), ofTheCommand("wide.csv", "max-probability"));
    ExitThresholdModel patience = ofAnswers().setSignal("patience").fit(answers(1500));
    assertSame(patience.policy(), ofTheCommand("wide.csv", "patience"));
    Row mean = patience.transform(answers(1500)).selectExpr("avg(cost)").first();
    assertThat(mean.getDouble(0)).isCloseTo(patience.guarantee().expectedCost(), within(1e-9));
  }

  @Test
  void fit_anyPartitioningThatKeepsTheOrder_givesTheSamePolicy() {
    Dataset<Row> sorted = answers(1000).repartitionByRange(7, col("id")).sortWithinPartitions("id");
    assertThat(sorted.javaRDD().getNumPartitions()).isGreaterThan(1);
    assertSame(ofAnswers().fit(sorted).policy(), ofAnswers().fit(answers(1000)).policy());
  }

  @Test
  void transform_rows_followThePolicy() {
    Dataset<Row> rows = answers(800);
    ExitThresholdModel model = ofAnswers().setCosts(new double[] {2, 3, 8}).fit(rows);
    assertThat(model.policy().costs()).isEqualTo(ExitCosts.of(0.25, 0.375, 1));
    List<Row> added = model.transform(rows).collectAsList();
    assertThat(added).hasSize(800);
    for (Row row : added) {
      List<Double> confidences = row.getList(row.fieldIndex("c"));
      double[] signals = confidences.stream().mapToDouble(c -> c.floatValue()).toArray();
      int exit = model.policy().exitOf(signals);
      assertThat(row.<Integer>getAs("exit")).isEqualTo(exit);
      assertThat(row.<String>getAs("prediction"))
          .isEqualTo(row.<String>getList(row.fieldIndex("y")).get(exit - 1));
      assertThat(row.<Double>getAs("confidence")).isEqualTo(signals[exit - 1]);
      assertThat(row.<Double>getAs("cost")).isEqualTo(model.policy().costs().cost(exit));
    }
    assertThat(added).extracting(row -> row.<Integer>getAs("exit")).contains(1, 3);
  }

  @Test
  void transform_rowsWithoutAnswers_getNullsAndTakeNoPart() {
    Dataset<Row> rows = probabilities(1000);
    Dataset<Row> some =
        rows.withColumn(
            "probabilities", when(col("id").mod(lit(4)).notEqual(0), col("probabilities")));
    ExitThresholdModel model = calibrator().fit(some);
    assertThat(model.guarantee().costRows()).isEqualTo(750);
    List<Row> added = model.transform(some).collectAsList();
    assertThat(added).hasSize(1000);
    for (Row row : added) {
      boolean none = row.<Long>getAs("id") % 4 == 0;
      for (String column : List.of("prediction", "confidence", "exit", "cost")) {
        assertThat(row.isNullAt(row.fieldIndex(column))).as(column).isEqualTo(none);
      }
    }
  }

  @Test
  void fit_unlabelledRows_servesDisagreementAndCostOnly() {
    Dataset<Row> rows = answers(1000).drop("label");
    ExitThresholdCalibrator stage =
        new ExitThresholdCalibrator().setConfidencesCol("c").setPredictionsCol("y");
    assertThat(stage.setMaxDisagreement(0.2).setMaxCost(0.95).fit(rows).guarantee().claims())
        .extracting(Claim::quantity)
        .containsExactly(Quantity.DISAGREEMENT, Quantity.COST);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ofAnswers().fit(rows))
        .withMessage(
            "Cannot find column 'label' (the input has [id, c, y]; name the right one with labelCol)");
    Dataset<Row> nulls = rows.withColumn("label", lit(null).cast("string"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ofAnswers().fit(nulls))
        .withMessageContaining("Cannot bound the accuracy drop: 0 of 1000 rows are labelled");
  }

  @Test
  void fit_tracesOfABundle_givesTheCommandsPolicyForIt() {
    Bundle bundle = TinyBundle.get();
    String data = file("data.jsonl", Tables.jsonl(TinyBundle.samples(400, 21)));
    String traces = folder.resolve("traces").toString();
    TraceRequest request =
        new TraceRequest(
            bundle.folder().toString(),
            data,
            Optional.empty(),
            traces,
            TableWriter.Mode.ERROR,
            TextColumns.DEFAULT,
            OptionalInt.of(8),
            1,
            PrecisionMode.FP32);
    TraceJob.run(spark, request, ProgressSink.none());
    String[] classes = bundle.manifest().labels().toArray(new String[0]);
    ExitThresholdCalibrator stage =
        calibrator()
            .setClasses(classes)
            .setCosts(bundle.manifest().costs().toArray())
            .setBundleSha256(bundle.sha256())
            .setPrecision("fp32");
    Dataset<Row> rows = spark.read().parquet(traces);
    ExitPolicy policy = stage.fit(rows).policy();
    assertSame(policy, ofTheCommand("traces", "max-probability"));
    assertThat(policy.bundleSha256()).hasValue(bundle.sha256());
    assertThat(policy.provenance().precision()).hasValue("fp32");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setClasses(new String[] {"fruit", "metal"}).fit(rows))
        .withMessage(
            "Cannot use the rows: a label is 'weather' (must be one of the classes [fruit, metal])");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> stage.setClasses(new String[] {"fruit", "metal", "weather", "x"}).fit(rows))
        .withMessageContaining("they are 4 (must be 3, one for each probability of an exit)");
  }

  @Test
  void fit_boundTheRowsDoNotBearOut_saysWhy() {
    ExitThresholdCalibrator stage = ofAnswers().setMaxAccuracyDrop(0.0005);
    assertThatExceptionOfType(NotCertifiedException.class)
        .isThrownBy(() -> stage.fit(answers(400)))
        .withMessageStartingWith(
            "Cannot fit stage %s: no policy was certified. Cannot certify accuracy-drop at most"
                .formatted(stage.uid()))
        .withMessageContaining("(must be 4605 or more");
  }

  @Test
  void fit_rowsThatCannotBeUsed_areRefusedWithoutAStackOfTasks() {
    assertRefused("array(array(0.5D, 0.4D))", "the probabilities of exit 1 sum to 0.9 (must be 1");
    assertRefused("array(array(2D, -1D))", "the probability of class 0 at exit 1 is 2.0 (must be");
    assertRefused("array(array(1D, 0D), null)", "exit 2 of a row says nothing (must be there");
    assertRefused("array(array(1D, 0D), array(1D))", "a row has 1 probabilities at an exit (must");
    assertRefused("cast(array() as array<array<double>>)", "a row has 0 exits");
    assertRefused("cast(null as array<array<double>>)", "rows of which none has answers");
    Dataset<Row> lengths =
        spark.sql(
            "select 1 as label, explode(array(array(array(1D), array(1D)), array(array(1D)))) as probabilities");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> calibrator().fit(lengths))
        .withMessage("Cannot use the rows: a row has 1 exits (must be 2, as other rows have)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> calibrator().setCosts(new double[] {1, 2}).fit(probabilities(10)))
        .withMessage("Cannot use 2 costs (must be 3, one for each exit of the rows)");
  }

  private void assertRefused(String cell, String message) {
    Dataset<Row> rows = spark.sql("select 1 as label, " + cell + " as probabilities");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> calibrator().fit(rows))
        .withMessageContaining(message);
  }

  @Test
  void load_savedStages_doTheSame() throws IOException {
    Dataset<Row> rows = answers(900);
    ExitThresholdCalibrator stage =
        ofAnswers().setCosts(new double[] {1, 2, 4}).setOutputPrefix("m_");
    stage.save(folder.resolve("calibrator").toString());
    ExitThresholdCalibrator loaded =
        ExitThresholdCalibrator.load(folder.resolve("calibrator").toString());
    String arrays = "\\[D@\\w+"; // Spark shows them by their hashes
    assertThat(loaded.explainParams().replaceAll(arrays, ""))
        .isEqualTo(stage.explainParams().replaceAll(arrays, ""));
    assertThat(loaded.getOrDefault(loaded.costs())).containsExactly(1, 2, 4);
    ExitThresholdModel model = loaded.fit(rows);
    assertThat(model.parent()).isEqualTo(loaded);
    assertSame(model.policy(), stage.fit(rows).policy());
    model.save(folder.resolve("model").toString());
    ExitThresholdModel again = ExitThresholdModel.load(folder.resolve("model").toString());
    assertThat(again.policy()).isEqualTo(model.policy());
    assertThat(again.transform(rows).collectAsList())
        .isEqualTo(model.transform(rows).collectAsList())
        .hasSize(900);
    assertThat(again.transform(rows).columns()).contains("m_exit", "m_cost");
  }

  @Test
  @Tag("smoke")
  void load_savedPipelines_fitAndTransform() throws IOException {
    Dataset<Row> rows = answers(900);
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {ofAnswers()});
    pipeline.save(folder.resolve("pipeline").toString());
    PipelineModel fitted = Pipeline.load(folder.resolve("pipeline").toString()).fit(rows);
    fitted.save(folder.resolve("fitted").toString());
    PipelineModel loaded = PipelineModel.load(folder.resolve("fitted").toString());
    assertThat(loaded.transform(rows).collectAsList())
        .isEqualTo(ofAnswers().fit(rows).transform(rows).collectAsList())
        .hasSize(900);
    assertThat(((ExitThresholdModel) loaded.stages()[0]).guarantee().statement())
        .contains("lowers accuracy by at most 0.04");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.calibration.policy.MaxAccuracyDrop;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.run.PrecisionMode;
import io.offramp.spark.fixture.SparkExtension;
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
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The estimator of texts: the policy of the commands, in one step. */
@ExtendWith(SparkExtension.class)
final class EarlyExitClassifierTest {
  private static final double BOUND = 0.05;
  private static final int ROWS = 500;

  private final SparkSession spark;
  private final Path folder;
  private final Bundle bundle = TinyBundle.get();

  EarlyExitClassifierTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private Dataset<Row> rows() {
    String table = Tables.jsonl(TinyBundle.samples(ROWS, 21));
    return spark.read().json(Tables.text(folder.resolve("data.jsonl"), table));
  }

  private EarlyExitClassifier stage() {
    return new EarlyExitClassifier()
        .setBundle(bundle.folder().toString())
        .setMaxAccuracyDrop(BOUND)
        .setConfidence(0.9)
        .setSeed(5);
  }

  private static ExitPolicy policy(EarlyExitClassificationModel model) {
    return ExitPolicyParser.fromJson(model.getOrDefault(model.policy()), "of the model");
  }

  private ExitPolicy ofTheCommands() {
    String traces = folder.resolve("traces").toString();
    rows();
    TraceJob.run(
        spark,
        new TraceRequest(
            bundle.folder().toString(),
            folder.resolve("data.jsonl").toString(),
            Optional.empty(),
            traces,
            TableWriter.Mode.ERROR,
            TextColumns.DEFAULT,
            OptionalInt.empty(),
            1,
            PrecisionMode.FP32),
        ProgressSink.none());
    CalibrateRequest request =
        new CalibrateRequest(
            TraceSource.of(traces),
            GoalRequest.of(new MaxAccuracyDrop(BOUND), 0.9),
            MethodRequest.DEFAULT,
            false,
            5,
            folder.resolve("policy.json").toString());
    return ((Certified) CalibrateJob.run(spark, request).result()).policy();
  }

  @Test
  @Tag("smoke")
  void fit_rowsAndSeedOfTheCommands_givesTheirPolicy() {
    EarlyExitClassificationModel model = stage().fit(rows());
    ExitPolicy expected = ofTheCommands();
    ExitPolicy actual = policy(model);
    assertThat(actual.signal()).isEqualTo(expected.signal());
    assertThat(actual.thresholds()).isEqualTo(expected.thresholds());
    assertThat(actual.costs()).isEqualTo(expected.costs());
    assertThat(actual.guarantee()).isEqualTo(expected.guarantee());
    assertThat(actual.bundleSha256()).hasValue(bundle.sha256());
    assertThat(actual.provenance().precision()).hasValue("fp32");
    Row mean = model.transform(rows()).selectExpr("avg(cost)").first();
    assertThat(mean.getDouble(0))
        .isCloseTo(actual.guarantee().expectedCost(), within(0.02))
        .isLessThan(1);
  }

  @Test
  void fit_scoringParams_goToTheModel() {
    EarlyExitClassifier stage =
        stage()
            .setInputCol("body")
            .setOutputPrefix("m_")
            .setBatchSize(7)
            .setDedupe(true)
            .setDuplicateCol("twin")
            .setPrecision("auto");
    Dataset<Row> rows = rows().withColumnRenamed("text", "body");
    EarlyExitClassificationModel model = stage.fit(rows);
    assertThat(model.uid()).isEqualTo(stage.uid());
    assertThat(model.parent()).isEqualTo(stage);
    assertThat(model.copy(new org.apache.spark.ml.param.ParamMap()).parent()).isEqualTo(stage);
    assertThat(model.getOrDefault(model.batchSize())).isEqualTo(7);
    assertThat(model.getOrDefault(model.bundleSha256())).isEqualTo(bundle.sha256());
    assertThat(model.getOrDefault(model.precision()))
        .isEqualTo(policy(model).provenance().precision().get())
        .isNotEqualTo("auto");
    assertThat(model.transform(rows).columns())
        .isEqualTo(stage.transformSchema(rows.schema()).fieldNames())
        .contains("m_prediction", "m_cost")
        .endsWith("twin");
  }

  @Test
  void fit_unlabelledRows_serveDisagreementAndCost() {
    Dataset<Row> rows = rows().drop("label");
    EarlyExitClassifier stage =
        new EarlyExitClassifier()
            .setBundle(bundle.folder().toString())
            .setMaxDisagreement(0.2)
            .setMaxCost(0.95);
    assertThat(policy(stage.fit(rows)).guarantee().claims()).hasSize(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage().fit(rows))
        .withMessage(
            "Cannot find column 'label' (the input has [id, text]; name the right one with labelCol)");
  }

  @Test
  void fit_rowsWithoutText_takeNoPart() {
    Dataset<Row> rows =
        rows()
            .withColumn("text", when(col("id").mod(lit(5)).notEqual(0), col("text")))
            .withColumn("id", lit(1));
    assertThat(policy(stage().fit(rows)).guarantee().costRows()).isEqualTo(ROWS * 4 / 5);
  }

  @Test
  void fit_labelsOfNumbers_areNamesAndNoIndexes() {
    Dataset<Row> rows = rows().withColumn("label", lit(1.0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage().fit(rows))
        .withMessage(
            "Cannot use the rows: a label is '1' (must be one of the classes [fruit, metal, weather])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage().fit(rows().withColumn("label", lit(true))))
        .withMessageContaining("Cannot use column 'label' of type boolean (must be strings or");
  }

  @Test
  void fit_boundTheRowsDoNotBearOut_throwsOrGivesFullDepth() {
    EarlyExitClassifier stage = stage().setMaxAccuracyDrop(0.0005);
    assertThatExceptionOfType(NotCertifiedException.class)
        .isThrownBy(() -> stage.fit(rows()))
        .withMessageStartingWith(
            "Cannot fit stage %s: no policy was certified. Cannot certify".formatted(stage.uid()))
        .withMessageContaining("or more");
    EarlyExitClassificationModel model = stage.setIfNotCertified("full-depth").fit(rows());
    assertThat(model.getOrDefault(model.policy())).isEmpty();
    assertThat(model.transform(rows()).selectExpr("min(cost)").first().getDouble(0)).isEqualTo(1);
  }

  @Test
  void fit_noBundleOrNoBound_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EarlyExitClassifier().setMaxCost(0.9).fit(rows()))
        .withMessageContaining("it has no bundle (call setBundle first)");
    EarlyExitClassifier unbounded = new EarlyExitClassifier().setBundle(bundle.folder().toString());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> unbounded.fit(rows()))
        .withMessageContaining("Cannot fit stage %s: no bound is set".formatted(unbounded.uid()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> unbounded.setMaxCost(0.9).setPrecision("fp16").fit(rows()))
        .withMessageContaining("fp16");
  }

  @Test
  void fit_bundleOfPairs_readsBothTexts() {
    EarlyExitClassifier stage = stage().setBundle(TinyBundle.pairs().folder().toString());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.fit(rows()))
        .withMessageContaining("Cannot find column 'text_pair'")
        .withMessageContaining("inputPairCol");
    EarlyExitClassificationModel model =
        stage
            .setInputPairCol("second")
            .setMaxAccuracyDrop(0.3)
            .fit(rows().withColumn("second", col("text")));
    assertThat(policy(model).bundleSha256()).hasValue(TinyBundle.pairs().sha256());
  }

  @Test
  @Tag("smoke")
  void load_savedPipelines_fitAndTransformAlike() throws IOException {
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {stage()});
    pipeline.save(folder.resolve("pipeline").toString());
    PipelineModel fitted = Pipeline.load(folder.resolve("pipeline").toString()).fit(rows());
    fitted.save(folder.resolve("fitted").toString());
    List<Row> rows =
        PipelineModel.load(folder.resolve("fitted").toString()).transform(rows()).collectAsList();
    assertThat(rows).isEqualTo(stage().fit(rows()).transform(rows()).collectAsList()).hasSize(ROWS);
  }
}

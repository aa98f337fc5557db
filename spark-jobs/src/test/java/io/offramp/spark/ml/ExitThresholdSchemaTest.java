// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What calibrator and model say about schemas and params, before any row is read. */
final class ExitThresholdSchemaTest {
  private static final DataType FLOATS = createArrayType(DataTypes.FloatType);
  private static final StructType INPUT =
      new StructType()
          .add("label", DataTypes.IntegerType)
          .add("probabilities", createArrayType(FLOATS))
          .add("c", FLOATS)
          .add("y", createArrayType(DataTypes.StringType))
          .add("name", DataTypes.StringType);

  private final ExitThresholdCalibrator calibrator =
      new ExitThresholdCalibrator().setMaxAccuracyDrop(0.1);
  private final ExitThresholdModel model = new ExitThresholdModel();

  @Test
  void transformSchema_probabilities_addsFourColumnsWithAnIndex() {
    StructType schema = calibrator.transformSchema(INPUT);
    assertThat(schema).isEqualTo(model.transformSchema(INPUT));
    assertThat(schema.fieldNames())
        .startsWith(INPUT.fieldNames())
        .endsWith("prediction", "confidence", "exit", "cost");
    assertThat(schema.apply("prediction").dataType()).isEqualTo(DataTypes.IntegerType);
    assertThat(schema.apply("confidence").dataType()).isEqualTo(DataTypes.DoubleType);
    assertThat(schema.apply("exit").dataType()).isEqualTo(DataTypes.IntegerType);
    assertThat(schema.apply("cost").dataType()).isEqualTo(DataTypes.DoubleType);
  }

  @Test
  void transformSchema_answers_keepTheTypeOfPredictions() {
    calibrator.setConfidencesCol("c").setPredictionsCol("y").setLabelCol("name");
    model.setConfidencesCol("c").setPredictionsCol("y").setOutputPrefix("m_");
    calibrator.setOutputPrefix("m_");
    StructType schema = calibrator.transformSchema(INPUT);
    assertThat(schema).isEqualTo(model.transformSchema(INPUT));
    assertThat(schema.apply("m_prediction").dataType()).isEqualTo(DataTypes.StringType);
  }

  @Test
  void transformSchema_wrongColumns_saysWhatTheyMustBe() {
    assertRefused(
        calibrator.copy(new ParamMap()).setProbabilitiesCol("p"),
        "Cannot find column 'p' (the input has [label, probabilities, c, y, name]; name the right one with probabilitiesCol)");
    assertRefused(
        calibrator.copy(new ParamMap()).setProbabilitiesCol("c"),
        "Cannot use column 'c' of type array<float> (must be arrays of arrays of numbers; name another column with probabilitiesCol)");
    assertRefused(
        calibrator.copy(new ParamMap()).setLabelCol("name"),
        "Cannot use column 'name' of type string (must be numbers, the indexes of the classes, or names if classes is set; name another column with labelCol)");
    assertRefused(
        calibrator.copy(new ParamMap()).setConfidencesCol("y").setPredictionsCol("y"),
        "Cannot use column 'y' of type array<string> (must be arrays of numbers; name another column with confidencesCol)");
    assertRefused(
        calibrator.copy(new ParamMap()).setConfidencesCol("c").setPredictionsCol("name"),
        "Cannot use column 'name' of type string (must be arrays of numbers or strings; name another column with predictionsCol)");
    assertRefused(
        calibrator.copy(new ParamMap()).setConfidencesCol("c").setPredictionsCol("y"),
        "Cannot use column 'label' of type int (must be strings, as the predictions are; name another column with labelCol)");
    assertRefused(
        calibrator.copy(new ParamMap()).setConfidencesCol("c"),
        "Cannot use the columns of stage %s (must be probabilitiesCol, or confidencesCol and predictionsCol; set one or the other)"
            .formatted(calibrator.uid()));
  }

  private static void assertRefused(ExitThresholdCalibrator stage, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.transformSchema(INPUT))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prediction", "Confidence", "exit", "COST"})
  void transformSchema_addedColumnIsThere_isRefused(String column) {
    StructType schema = INPUT.add(column, DataTypes.StringType);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> calibrator.transformSchema(schema))
        .withMessageContaining("Cannot add column '" + column + "': the input has one already");
    assertThat(calibrator.setOutputPrefix("m_").transformSchema(schema).fieldNames())
        .contains("m_exit");
  }

  @Test
  void params_outOfRange_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> calibrator.setMaxAccuracyDrop(0));
    assertThatIllegalArgumentException().isThrownBy(() -> calibrator.setMaxDisagreement(1));
    assertThatIllegalArgumentException().isThrownBy(() -> calibrator.setMaxCost(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> calibrator.setConfidence(95));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> calibrator.setSignal("sure"))
        .withMessageContaining("signal");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> calibrator.setCalibration("sure"))
        .withMessageContaining("calibration");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> calibrator.setPrecision("int8"))
        .withMessageContaining("precision");
  }

  @Test
  void explainParams_everyParam_hasADocAndItsDefault() {
    assertThat(calibrator.params()).hasSize(16);
    assertThat(model.params()).hasSize(5);
    for (Param<?> param : calibrator.params()) {
      assertThat(calibrator.explainParams()).contains(param.name() + ": " + param.doc());
    }
    assertThat(calibrator.explainParams())
        .contains("default: 0.95", "default: beta", "default: max-probability", "default: 17")
        .contains("patience-confidence, vote", "shrunken-isotonic");
  }

  @Test
  void policy_ofAModelWithoutOne_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(model::policy)
        .withMessage(
            "Cannot apply stage %s: it has no policy (fit an ExitThresholdCalibrator, or call setPolicy)"
                .formatted(model.uid()));
  }
}

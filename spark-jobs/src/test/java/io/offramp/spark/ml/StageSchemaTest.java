// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stage says about schemas and params, before any row is scored. */
final class StageSchemaTest {
  private static final StructType INPUT =
      new StructType().add("key", DataTypes.LongType).add("text", DataTypes.StringType);

  private final EarlyExitClassificationModel stage = new EarlyExitClassificationModel();

  @Test
  void transformSchema_textColumn_keepsColumnsAndAddsSix() {
    StructType schema = stage.transformSchema(INPUT);
    assertThat(schema.fieldNames())
        .containsExactly(
            "key", "text", "prediction", "confidence", "exit", "cost", "truncated", "error");
    assertThat(Arrays.stream(schema.fields()).map(StructField::dataType).toArray(DataType[]::new))
        .containsExactly(
            DataTypes.LongType,
            DataTypes.StringType,
            DataTypes.StringType,
            DataTypes.DoubleType,
            DataTypes.IntegerType,
            DataTypes.DoubleType,
            DataTypes.BooleanType,
            DataTypes.StringType);
  }

  @Test
  void transformSchema_missingTextColumn_listsTheColumnsThereAre() {
    stage.setInputCol("body");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.transformSchema(INPUT))
        .withMessage(
            "Cannot find column 'body' (the input has [key, text]; name the right one with inputCol)");
  }

  @Test
  void transformSchema_nameInAnotherCase_isNotTheColumn() {
    stage.setInputCol("TEXT");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.transformSchema(INPUT))
        .withMessageContaining("Cannot find column 'TEXT'");
  }

  @Test
  void transformSchema_textOfAnotherType_namesTheType() {
    stage.setInputCol("key");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.transformSchema(INPUT))
        .withMessage(
            "Cannot read text from column 'key' of type bigint (must be string; name another column with inputCol, or cast it)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"prediction", "confidence", "exit", "cost", "truncated", "error", "ERROR", "Exit"})
  void transformSchema_addedColumnIsThere_isRefusedInAnyCase(String column) {
    StructType input = INPUT.add(column, DataTypes.StringType);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.transformSchema(input))
        .withMessageContaining("Cannot add column '" + column + "': the input has one already")
        .withMessageContaining("--output-prefix");
    stage.setOutputPrefix("model_");
    assertThat(stage.transformSchema(input).fieldNames())
        .startsWith("key", "text", column)
        .contains("model_prediction", "model_error")
        .hasSize(9);
  }

  @Test
  void transformSchema_prefixThatClashes_isRefused() {
    stage.setOutputPrefix("a.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.transformSchema(INPUT.add("A.Cost", DataTypes.StringType)))
        .withMessageContaining("Cannot add column 'A.Cost'");
  }

  @Test
  void transformSchema_duplicateCol_isAddedLast() {
    stage.setDuplicateCol("twin").setOutputPrefix("m_");
    assertThat(stage.transformSchema(INPUT).fieldNames()).endsWith("m_error", "twin");
    assertThat(stage.transformSchema(INPUT).apply("twin").dataType())
        .isEqualTo(DataTypes.BooleanType);
    for (String clash : List.of("m_Error", "TEXT")) {
      stage.setDuplicateCol(clash);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> stage.transformSchema(INPUT))
          .withMessage(
              "Cannot add column '%s': there is one already (name another with duplicateCol)",
              clash);
    }
  }

  @Test
  void setBatchSize_zero_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.setBatchSize(0))
        .withMessageContaining("batchSize");
  }

  @Test
  void explainParams_everyParam_hasADoc() {
    String explained = stage.explainParams();
    assertThat(stage.params()).hasSize(11);
    for (Param<?> param : stage.params()) {
      assertThat(param.doc()).isNotBlank();
      assertThat(explained).contains(param.name() + ": " + param.doc());
    }
    assertThat(explained).contains("default: 32", "default: text", "default: fp32", "undefined");
  }

  @Test
  void copy_changedCopy_leavesTheOriginal() {
    stage.setInputCol("body").setBatchSize(7);
    EarlyExitClassificationModel copy =
        stage.copy(new ParamMap().put(stage.outputPrefix(), "copy_"));
    assertThat(copy.uid()).isEqualTo(stage.uid());
    assertThat(copy.getOrDefault(copy.inputCol())).isEqualTo("body");
    assertThat(copy.getOrDefault(copy.batchSize())).isEqualTo(7);
    assertThat(copy.getOrDefault(copy.outputPrefix())).isEqualTo("copy_");
    copy.setInputCol("other");
    assertThat(stage.getOrDefault(stage.inputCol())).isEqualTo("body");
    assertThat(stage.getOrDefault(stage.outputPrefix())).isEmpty();
  }

  @Test
  void uid_twoStages_differ() {
    assertThat(stage.uid())
        .startsWith("earlyExitClassification_")
        .isNotEqualTo(new EarlyExitClassificationModel().uid());
  }
}

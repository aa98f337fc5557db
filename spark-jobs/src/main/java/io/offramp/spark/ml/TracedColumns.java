// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * Which columns hold the answers of all exits: probabilities, or confidences and predictions; and
 * what a stage adds to them. The calibrator and its model ask here for the schema alike.
 */
final class TracedColumns {
  private final boolean answers;
  private final String first;
  private final String predictions;
  private final String prefix;

  private TracedColumns(boolean answers, String first, String predictions, String prefix) {
    this.answers = answers;
    this.first = first;
    this.predictions = predictions;
    this.prefix = prefix;
  }

  static TracedColumns ofProbabilities(String column, String prefix) {
    return new TracedColumns(false, column, "", prefix);
  }

  static TracedColumns ofAnswers(String confidences, String predictions, String prefix) {
    return new TracedColumns(true, confidences, predictions, prefix);
  }

  /** Whether there are confidences and predictions only. */
  boolean answers() {
    return answers;
  }

  /** The columns that are read. */
  List<String> read() {
    return answers ? List.of(first, predictions) : List.of(first);
  }

  /** The added columns' names: prediction, confidence, exit, cost. */
  List<String> added() {
    return Stream.of("prediction", "confidence", "exit", "cost").map(prefix::concat).toList();
  }

  /**
   * The input's columns and the added ones.
   *
   * @throws IllegalArgumentException if a column is missing or of another type, or an added one is
   *     there already
   */
  StructType withAdded(StructType schema) {
    DataType prediction = prediction(schema);
    InputColumns.requireAbsent(schema, added());
    return schema
        .add(added().get(0), prediction)
        .add(added().get(1), DataTypes.DoubleType)
        .add(added().get(2), DataTypes.IntegerType)
        .add(added().get(3), DataTypes.DoubleType);
  }

  private DataType prediction(StructType schema) {
    if (!answers) {
      DataType exits = element(schema, first, "probabilitiesCol", "arrays of arrays of numbers");
      require(
          exits instanceof ArrayType inner && inner.elementType() instanceof NumericType,
          schema,
          first,
          "probabilitiesCol",
          "arrays of arrays of numbers");
      return DataTypes.IntegerType;
    }
    DataType confidence = element(schema, first, "confidencesCol", "arrays of numbers");
    require(
        confidence instanceof NumericType, schema, first, "confidencesCol", "arrays of numbers");
    String must = "arrays of numbers or strings";
    DataType prediction = element(schema, predictions, "predictionsCol", must);
    require(
        prediction instanceof NumericType || prediction instanceof StringType,
        schema,
        predictions,
        "predictionsCol",
        must);
    return prediction;
  }

  /**
   * Refuses a label that answers cannot be compared with.
   *
   * @param named whether the classes of probabilities have names
   * @throws IllegalArgumentException if it is missing or of another kind than the answers
   */
  void requireLabel(StructType schema, String label, boolean named) {
    InputColumns.requireColumn(schema, label, "labelCol");
    DataType type = schema.apply(label).dataType();
    boolean names = prediction(schema) instanceof StringType;
    require(
        names
            ? type instanceof StringType
            : type instanceof NumericType || (named && type instanceof StringType),
        schema,
        label,
        "labelCol",
        names
            ? "strings, as the predictions are"
            : answers
                ? "numbers, as the predictions are"
                : "numbers, the indexes of the classes, or names if classes is set");
  }

  private static DataType element(StructType schema, String column, String param, String must) {
    InputColumns.requireColumn(schema, column, param);
    DataType type = schema.apply(column).dataType();
    require(type instanceof ArrayType, schema, column, param, must);
    return ((ArrayType) type).elementType();
  }

  private static void require(
      boolean holds, StructType schema, String column, String param, String must) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot use column '%s' of type %s (must be %s; name another column with %s)"
              .formatted(column, schema.apply(column).dataType().simpleString(), must, param));
    }
  }
}

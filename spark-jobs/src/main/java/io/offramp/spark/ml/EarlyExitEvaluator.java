// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.floor;

import java.util.List;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * Judges scored rows, for {@code CrossValidator} and {@code TrainValidationSplit}: how often they
 * are right, what they cost, or what they cost where they are right often enough.
 *
 * <p>Spark's own evaluators of classes want numbers for predictions; these are names, compared with
 * labels as names; numbers of a regression are refused where accuracy is asked for. Rows that were
 * not scored, whose prediction is null, count nowhere, and rows without a label not for accuracy.
 *
 * <ul>
 *   <li>{@code accuracy}: the share of right predictions; more is better.
 *   <li>{@code meanCost}: the mean cost, a fraction of full depth; less is better.
 *   <li>{@code costAtAccuracy}: the mean cost if the accuracy is {@code minAccuracy} or more, else
 *       1 and what the accuracy lacks, which is worse than any cost; less is better.
 * </ul>
 */
public final class EarlyExitEvaluator extends Evaluator implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;
  private static final String ACCURACY = "accuracy";
  private static final String MEAN_COST = "meanCost";
  private static final String COST_AT_ACCURACY = "costAtAccuracy";

  private final String uid;
  private final Param<String> metricName;
  private final Param<String> predictionCol;
  private final Param<String> labelCol;
  private final Param<String> costCol;
  private final DoubleParam minAccuracy;

  /** An evaluator with a fresh uid. */
  public EarlyExitEvaluator() {
    this(Identifiable.randomUID("earlyExitEvaluator"));
  }

  /** An evaluator with this uid; Spark's reader calls it. */
  public EarlyExitEvaluator(String uid) {
    this.uid = uid; // before any Param: each asks its parent for it
    metricName =
        Texts.oneOf(this, "metricName", "what is measured", ACCURACY, MEAN_COST, COST_AT_ACCURACY);
    predictionCol =
        Texts.filled(this, "predictionCol", "column with the prediction, null where there is none");
    labelCol = Texts.filled(this, "labelCol", "column with the true class, null if unknown");
    costCol = Texts.filled(this, "costCol", "column with the cost, a fraction of full depth");
    minAccuracy =
        new DoubleParam(
            this,
            "minAccuracy",
            "accuracy that costAtAccuracy asks for; between 0 and 1",
            ParamValidators.inRange(0, 1));
    setDefault(metricName, ACCURACY);
    setDefault(predictionCol, "prediction");
    setDefault(labelCol, "label");
    setDefault(costCol, "cost");
  }

  @Override
  public String uid() {
    return uid;
  }

  /** What is measured. */
  public Param<String> metricName() {
    return metricName;
  }

  /** Column with the prediction. */
  public Param<String> predictionCol() {
    return predictionCol;
  }

  /** Column with the true class. */
  public Param<String> labelCol() {
    return labelCol;
  }

  /** Column with the cost. */
  public Param<String> costCol() {
    return costCol;
  }

  /** Accuracy that {@code costAtAccuracy} asks for. */
  public DoubleParam minAccuracy() {
    return minAccuracy;
  }

  /** Sets {@link #metricName}. */
  public EarlyExitEvaluator setMetricName(String value) {
    set(metricName, value);
    return this;
  }

  /** Sets {@link #predictionCol}. */
  public EarlyExitEvaluator setPredictionCol(String value) {
    set(predictionCol, value);
    return this;
  }

  /** Sets {@link #labelCol}. */
  public EarlyExitEvaluator setLabelCol(String value) {
    set(labelCol, value);
    return this;
  }

  /** Sets {@link #costCol}. */
  public EarlyExitEvaluator setCostCol(String value) {
    set(costCol, value);
    return this;
  }

  /** Sets {@link #minAccuracy}. */
  public EarlyExitEvaluator setMinAccuracy(double value) {
    set(minAccuracy, value);
    return this;
  }

  @Override
  public boolean isLargerBetter() {
    return getOrDefault(metricName).equals(ACCURACY);
  }

  /**
   * The measure.
   *
   * @throws IllegalArgumentException if a column is missing or of another type, predictions are
   *     fractional numbers where accuracy is asked for, minAccuracy is needed and not set, or no
   *     row can be judged
   */
  @Override
  public double evaluate(Dataset<?> dataset) {
    String metric = getOrDefault(metricName);
    if (metric.equals(ACCURACY)) {
      return accuracy(dataset);
    }
    if (metric.equals(MEAN_COST)) {
      return meanCost(dataset);
    }
    if (!isSet(minAccuracy)) {
      throw new IllegalArgumentException(
          "Cannot measure costAtAccuracy with %s: no accuracy is asked for (set minAccuracy)"
              .formatted(uid));
    }
    double lacks = (Double) getOrDefault(minAccuracy) - accuracy(dataset);
    return lacks <= 0 ? meanCost(dataset) : 1 + lacks;
  }

  private double accuracy(Dataset<?> dataset) {
    StructType schema = dataset.schema();
    String prediction = getOrDefault(predictionCol);
    String label = getOrDefault(labelCol);
    LabelText.require(schema, prediction, "predictionCol");
    LabelText.require(schema, label, "labelCol");
    Column right =
        LabelText.of(schema, prediction).equalTo(LabelText.of(schema, label)).cast("double");
    requireClasses(dataset, schema, prediction);
    return mean(dataset, right, "has a prediction and a label in '" + label + "'");
  }

  /**
   * Refuses numbers of a regression, which are hardly ever their labels to the last bit. Spark
   * counts classes in doubles, too: those are whole.
   */
  private static void requireClasses(Dataset<?> dataset, StructType schema, String prediction) {
    DataType type = schema.apply(prediction).dataType();
    if (!type.equals(DataTypes.DoubleType) && !type.equals(DataTypes.FloatType)) {
      return;
    }
    Column number = col(InputColumns.quoted(prediction));
    List<Row> odd =
        dataset.toDF().where(number.notEqual(floor(number))).select(number).takeAsList(1);
    if (!odd.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot measure accuracy by column '%s' of type %s: it holds numbers such as %s, not labels (must be strings or whole numbers; measure numbers with Spark's RegressionEvaluator)"
              .formatted(prediction, type.simpleString(), odd.get(0).get(0)));
    }
  }

  private double meanCost(Dataset<?> dataset) {
    String cost = getOrDefault(costCol);
    InputColumns.requireColumn(dataset.schema(), cost, "costCol");
    if (!(dataset.schema().apply(cost).dataType() instanceof NumericType)) {
      throw new IllegalArgumentException(
          "Cannot use column '%s' of type %s (must be numbers; name another column with costCol)"
              .formatted(cost, dataset.schema().apply(cost).dataType().simpleString()));
    }
    return mean(dataset, col(InputColumns.quoted(cost)).cast("double"), "has a cost");
  }

  private double mean(Dataset<?> dataset, Column value, String what) {
    Row mean = dataset.toDF().select(avg(value)).first();
    if (mean.isNullAt(0)) {
      throw new IllegalArgumentException(
          "Cannot measure %s: no row %s (must be at least 1)"
              .formatted(getOrDefault(metricName), what));
    }
    return mean.getDouble(0);
  }

  @Override
  public EarlyExitEvaluator copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads an evaluator that was saved by itself. */
  public static MLReader<EarlyExitEvaluator> read() {
    return new DefaultParamsReadable<EarlyExitEvaluator>() {}.read();
  }

  /** Loads an evaluator that was saved by itself. */
  public static EarlyExitEvaluator load(String path) {
    return read().load(path);
  }
}

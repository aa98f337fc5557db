// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.calibration.policy.Guarantee;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Applies an exit policy to rows of which every exit's answer is known, such as traces.
 *
 * <p>Adds, under {@code outputPrefix}: {@code prediction} (the class's index, or the prediction as
 * it was given), {@code confidence} (in single precision), {@code exit} (from 1) and {@code cost}
 * (fraction of full depth). Rows whose answers are null get nulls. Keeps every row and column, and
 * the order within a partition. A saved stage holds the policy's text.
 */
public final class ExitThresholdModel extends Model<ExitThresholdModel>
    implements DefaultParamsWritable, HasTracedColumnParams<ExitThresholdModel> {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final Param<String> policyJson;
  private final TracedColumnParams columns;

  /** A stage with a fresh uid. */
  public ExitThresholdModel() {
    this(Identifiable.randomUID("exitThresholdModel"));
  }

  /** A stage with this uid; Spark's reader calls it. */
  public ExitThresholdModel(String uid) {
    this.uid = uid; // before any Param: each asks its parent for it
    policyJson = Texts.filled(this, "policyJson", "exit policy as JSON");
    columns = new TracedColumnParams(this);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public TracedColumnParams tracedColumns() {
    return columns;
  }

  /** Exit policy as JSON. */
  public Param<String> policyJson() {
    return policyJson;
  }

  /** Sets the policy. */
  public ExitThresholdModel setPolicy(ExitPolicy value) {
    set(policyJson, ExitPolicyParser.toJson(value));
    return this;
  }

  /**
   * The policy that rows follow.
   *
   * @throws IllegalArgumentException if none was set
   */
  public ExitPolicy policy() {
    if (!isSet(policyJson)) {
      throw new IllegalArgumentException(
          "Cannot apply stage %s: it has no policy (fit an ExitThresholdCalibrator, or call setPolicy)"
              .formatted(uid));
    }
    return ExitPolicyParser.fromJson(getOrDefault(policyJson), "of stage " + uid);
  }

  /** What is guaranteed of the policy. */
  public Guarantee guarantee() {
    return policy().guarantee();
  }

  /**
   * The input's columns and the four added ones.
   *
   * @throws IllegalArgumentException if a column of answers is missing or of another type, or an
   *     added column is there already
   */
  @Override
  public StructType transformSchema(StructType schema) {
    return columns.of(this).withAdded(schema);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    TracedColumns read = columns.of(this);
    StructType schema = read.withAdded(dataset.schema());
    ExitPolicy policy = policy();
    if (read.answers() && policy.signal().usesProbabilities()) {
      throw new IllegalArgumentException(
          "Cannot apply the policy of stage %s: its signal %s needs probabilities (set probabilitiesCol)"
              .formatted(uid, policy.signal().id()));
    }
    TracedCells cells = new TracedCells(read, dataset.schema());
    ApplyPolicy function = new ApplyPolicy(cells, getOrDefault(policyJson), uid);
    return dataset.toDF().mapPartitions(function, Encoders.row(schema));
  }

  @Override
  public ExitThresholdModel copy(ParamMap extra) {
    ExitThresholdModel copy = defaultCopy(extra);
    return copy.setParent(parent());
  }

  /** Reads a stage that was saved by itself. */
  public static MLReader<ExitThresholdModel> read() {
    return new DefaultParamsReadable<ExitThresholdModel>() {}.read();
  }

  /** Loads a stage that was saved by itself. */
  public static ExitThresholdModel load(String path) {
    return read().load(path);
  }
}

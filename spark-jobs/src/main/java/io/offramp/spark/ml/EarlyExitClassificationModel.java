// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.run.PrecisionChoice;
import java.util.Optional;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Classifies texts with a multi-exit encoder; rows leave where the policy lets them.
 *
 * <p>Adds, under {@code outputPrefix}: {@code prediction} (label name), {@code confidence}, {@code
 * exit} (from 1), {@code cost} (fraction of full depth), {@code truncated}, and {@code error} (null
 * when fine; the other five are null when not). Keeps every row and column, and the order within a
 * partition. A saved stage holds the policy's text and the bundle's location and SHA-256, not the
 * bundle itself.
 *
 * <p>Where the bundle's {@code task} is {@code multi-label}, {@code prediction} is an array of
 * label names, in the order of the bundle's labels and empty if none applies, {@code confidence}
 * how sure the exit is of the label that it is least sure of, and behind {@code error} comes {@code
 * probabilities}, an array of one number a label of the bundle. Where it is {@code regression},
 * {@code prediction} is a double in the unit of the labels.
 *
 * <p>Computes in float32 unless told otherwise: a stage has nowhere to tell what it chose, and one
 * that is saved is to say the same on every machine. With {@code auto}, {@link #transform} chooses,
 * as {@code offramp score} does, by a job over some of the rows. A policy that was certified in
 * another precision is obeyed, with a warning in the log.
 *
 * <p>With {@code dedupe} a row whose text, or both texts, are those of a row on its way in the same
 * task (8,192 of them at most, fewer if texts are long) gets its answer and is not scored itself;
 * {@code duplicateCol}, if set, names a column that says which rows these are (null for rows with
 * an error).
 */
public final class EarlyExitClassificationModel extends Model<EarlyExitClassificationModel>
    implements DefaultParamsWritable, HasScoringParams<EarlyExitClassificationModel> {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ScoringParams scoring;
  private final Param<String> policy;

  /** A stage with a fresh uid. */
  public EarlyExitClassificationModel() {
    this(Identifiable.randomUID("earlyExitClassification"));
  }

  /** A stage with this uid; Spark's reader calls it. */
  public EarlyExitClassificationModel(String uid) {
    this.uid = uid; // before any Param: each asks its parent for it
    scoring = new ScoringParams(this);
    policy =
        new Param<>(
            this, "policy", "exit policy as JSON, certified for this bundle; empty: full depth");
    setDefault(policy, "");
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public ScoringParams scoring() {
    return scoring;
  }

  /** Exit policy as JSON. */
  public Param<String> policy() {
    return policy;
  }

  /** Sets the policy. */
  public EarlyExitClassificationModel setPolicy(ExitPolicy value) {
    set(policy, ExitPolicyParser.toJson(value));
    return this;
  }

  /**
   * The input's columns, the added ones and {@code duplicateCol}, if there is one.
   *
   * @throws IllegalArgumentException if the text column is missing or no string, or an added column
   *     is there already
   */
  @Override
  public StructType transformSchema(StructType schema) {
    return scoring.scored(this, schema);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = transformSchema(dataset.schema());
    Bundle bundle = scoring.open(this);
    String policyJson = getOrDefault(policy);
    Optional<ExitPolicy> exits =
        policyJson.isEmpty()
            ? Optional.empty()
            : Optional.of(ExitPolicyParser.fromJson(policyJson, "of stage " + uid));
    exits.ifPresent(bundle::requireOwn);
    StructType input = dataset.schema();
    int textColumn = InputColumns.text(input, getOrDefault(scoring.inputCol), "inputCol");
    int pairColumn =
        bundle.manifest().textPairs()
            ? InputColumns.text(input, getOrDefault(scoring.inputPairCol), "inputPairCol")
            : -1;
    PrecisionChoice choice =
        new PrecisionChooser(bundle, scoring.precision(this))
            .forScores(
                exits,
                dataset.toDF(),
                getOrDefault(scoring.inputCol),
                getOrDefault(scoring.inputPairCol));
    OtherPrecision.warn("stage " + uid, exits, choice.precision());
    ScorePartition function =
        new ScorePartition(
            BundleSource.of(bundle),
            choice.precision(),
            bundle.manifest(),
            textColumn,
            pairColumn,
            policyJson,
            scoring.batchSize(this),
            (Boolean) getOrDefault(scoring.dedupe),
            !getOrDefault(scoring.duplicateCol).isEmpty(),
            RowCounter.on(dataset.sparkSession()));
    return ScoringGpus.mapPartitions(dataset.toDF(), function, schema);
  }

  @Override
  public EarlyExitClassificationModel copy(ParamMap extra) {
    EarlyExitClassificationModel copy = defaultCopy(extra);
    return copy.setParent(parent());
  }

  /** Reads a stage that was saved by itself. */
  public static MLReader<EarlyExitClassificationModel> read() {
    return new DefaultParamsReadable<EarlyExitClassificationModel>() {}.read();
  }

  /** Loads a stage that was saved by itself. */
  public static EarlyExitClassificationModel load(String path) {
    return read().load(path);
  }
}

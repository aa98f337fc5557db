// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.PrecisionChoice;
import io.offramp.engine.run.PrecisionMode;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Classifies texts with a multi-exit encoder; rows leave where the policy lets them.
 *
 * <p>Adds, under {@code outputPrefix}: {@code prediction} (label name), {@code confidence}, {@code
 * exit} (from 1), {@code cost} (fraction of full depth), {@code truncated}, and {@code error} (null
 * when fine; the other five are null when not). Keeps every row and column, and the order within a
 * partition. A saved stage holds the policy's text and the bundle's location and SHA-256, not the
 * bundle itself.
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
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;
  private static final int DEFAULT_BATCH_SIZE = 32;
  private static final Logger LOG = LoggerFactory.getLogger(EarlyExitClassificationModel.class);

  private final String uid;
  private final Param<String> modelUrl;
  private final Param<String> bundleSha256;
  private final Param<String> policy;
  private final Param<String> inputCol;
  private final Param<String> inputPairCol;
  private final Param<String> outputPrefix;
  private final IntParam batchSize;
  private final Param<String> precision;
  private final BooleanParam dedupe;
  private final Param<String> duplicateCol;

  /** A stage with a fresh uid. */
  public EarlyExitClassificationModel() {
    this(Identifiable.randomUID("earlyExitClassification"));
  }

  /** A stage with this uid; Spark's reader calls it. */
  public EarlyExitClassificationModel(String uid) {
    this.uid = uid; // before any Param: each asks its parent for it
    modelUrl =
        new Param<>(
            this,
            "modelUrl",
            "folder of the bundle: a path that every machine sees, or a URI that Hadoop reads");
    bundleSha256 =
        new Param<>(
            this, "bundleSha256", "identity the bundle must have; empty: whatever is at modelUrl");
    policy =
        new Param<>(
            this, "policy", "exit policy as JSON, certified for this bundle; empty: full depth");
    inputCol = new Param<>(this, "inputCol", "string column with the text");
    inputPairCol =
        new Param<>(
            this, "inputPairCol", "string column with the second text, for bundles of text pairs");
    outputPrefix = new Param<>(this, "outputPrefix", "put before the names of the added columns");
    batchSize =
        new IntParam(
            this,
            "batchSize",
            "rows of 64 tokens run together, at least 1; unless it is set, 64 for encoders of less than 256 wide, and 512 on a GPU",
            ParamValidators.gtEq(1));
    List<String> modes = PrecisionMode.ids();
    precision =
        new Param<>(
            this,
            "precision",
            "what the model computes in: " + String.join(", ", modes),
            ParamValidators.inArray(modes));
    dedupe =
        new BooleanParam(
            this,
            "dedupe",
            "whether a row is answered with an earlier one of the same text that is still on its way in the task, and not scored itself");
    duplicateCol =
        new Param<>(
            this,
            "duplicateCol",
            "name of a boolean column that is added to say which rows dedupe spared; empty: none");
    setDefault(dedupe, false);
    setDefault(duplicateCol, "");
    setDefault(precision, PrecisionMode.FP32.id());
    setDefault(bundleSha256, "");
    setDefault(policy, "");
    setDefault(inputCol, "text");
    setDefault(inputPairCol, "text_pair");
    setDefault(outputPrefix, "");
    setDefault(batchSize, DEFAULT_BATCH_SIZE);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Folder of the bundle: a path or a URI. */
  public Param<String> modelUrl() {
    return modelUrl;
  }

  /** Identity the bundle must have. */
  public Param<String> bundleSha256() {
    return bundleSha256;
  }

  /** Exit policy as JSON. */
  public Param<String> policy() {
    return policy;
  }

  /** Column with the text. */
  public Param<String> inputCol() {
    return inputCol;
  }

  /** Column with the second text. */
  public Param<String> inputPairCol() {
    return inputPairCol;
  }

  /** Put before the names of the added columns. */
  public Param<String> outputPrefix() {
    return outputPrefix;
  }

  /** Rows run together. */
  public IntParam batchSize() {
    return batchSize;
  }

  /** What the model computes in. */
  public Param<String> precision() {
    return precision;
  }

  /** Whether identical texts on their way are scored once. */
  public BooleanParam dedupe() {
    return dedupe;
  }

  /** Column that says which rows were not scored themselves. */
  public Param<String> duplicateCol() {
    return duplicateCol;
  }

  /** Sets the bundle's folder, a path or a URI, and remembers its identity. */
  public EarlyExitClassificationModel setBundle(String location) {
    set(bundleSha256, Bundles.open(location).sha256());
    return setModelUrl(location);
  }

  /** Sets {@link #modelUrl} alone; for a bundle that moved. */
  public EarlyExitClassificationModel setModelUrl(String value) {
    set(modelUrl, value);
    return this;
  }

  /** Sets the policy. */
  public EarlyExitClassificationModel setPolicy(ExitPolicy value) {
    set(policy, ExitPolicyParser.toJson(value));
    return this;
  }

  /** Sets {@link #inputCol}. */
  public EarlyExitClassificationModel setInputCol(String value) {
    set(inputCol, value);
    return this;
  }

  /** Sets {@link #inputPairCol}. */
  public EarlyExitClassificationModel setInputPairCol(String value) {
    set(inputPairCol, value);
    return this;
  }

  /** Sets {@link #outputPrefix}. */
  public EarlyExitClassificationModel setOutputPrefix(String value) {
    set(outputPrefix, value);
    return this;
  }

  /** Sets {@link #batchSize}. */
  public EarlyExitClassificationModel setBatchSize(int value) {
    set(batchSize, value);
    return this;
  }

  /**
   * Sets {@link #precision}.
   *
   * @throws IllegalArgumentException listing the names, if there is none such
   */
  public EarlyExitClassificationModel setPrecision(String value) {
    set(precision, PrecisionMode.ofId(value).id());
    return this;
  }

  /** Sets {@link #dedupe}. */
  public EarlyExitClassificationModel setDedupe(boolean value) {
    set(dedupe, value);
    return this;
  }

  /** Sets {@link #duplicateCol}. */
  public EarlyExitClassificationModel setDuplicateCol(String value) {
    set(duplicateCol, value);
    return this;
  }

  /**
   * The input's columns, the six added ones and {@link #duplicateCol}, if there is one.
   *
   * @throws IllegalArgumentException if the text column is missing or no string, or an added column
   *     is there already
   */
  @Override
  public StructType transformSchema(StructType schema) {
    InputColumns.text(schema, getOrDefault(inputCol), "inputCol");
    List<String> names = addedColumns();
    InputColumns.requireAbsent(schema, names);
    StructType scored =
        schema
            .add(names.get(0), DataTypes.StringType)
            .add(names.get(1), DataTypes.DoubleType)
            .add(names.get(2), DataTypes.IntegerType)
            .add(names.get(3), DataTypes.DoubleType)
            .add(names.get(4), DataTypes.BooleanType)
            .add(names.get(5), DataTypes.StringType);
    String duplicate = getOrDefault(duplicateCol);
    if (duplicate.isEmpty()) {
      return scored;
    }
    if (InputColumns.hasInAnyCase(scored, duplicate)) {
      throw new IllegalArgumentException(
          "Cannot add column '%s': there is one already (name another with duplicateCol)"
              .formatted(duplicate));
    }
    return scored.add(duplicate, DataTypes.BooleanType);
  }

  /** The six added columns' names: prediction, confidence, exit, cost, truncated, error. */
  public List<String> addedColumns() {
    return List.of("prediction", "confidence", "exit", "cost", "truncated", "error").stream()
        .map(name -> getOrDefault(outputPrefix) + name)
        .toList();
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = transformSchema(dataset.schema());
    Bundle bundle = openBundle();
    String policyJson = getOrDefault(policy);
    Optional<ExitPolicy> exits =
        policyJson.isEmpty()
            ? Optional.empty()
            : Optional.of(ExitPolicyParser.fromJson(policyJson, "of stage " + uid));
    exits.ifPresent(bundle::requireOwn);
    StructType input = dataset.schema();
    int textColumn = InputColumns.text(input, getOrDefault(inputCol), "inputCol");
    int pairColumn =
        bundle.manifest().textPairs()
            ? InputColumns.text(input, getOrDefault(inputPairCol), "inputPairCol")
            : -1;
    PrecisionChoice choice =
        new PrecisionChooser(bundle, PrecisionMode.ofId(getOrDefault(precision)))
            .forScores(exits, dataset.toDF(), getOrDefault(inputCol), getOrDefault(inputPairCol));
    warnOfOther(PrecisionChooser.certified(exits), choice.precision());
    ScorePartition function =
        new ScorePartition(
            BundleSource.of(bundle),
            choice.precision(),
            bundle.manifest(),
            textColumn,
            pairColumn,
            policyJson,
            isSet(batchSize) ? (Integer) getOrDefault(batchSize) : PartitionFunction.BY_DEVICE,
            (Boolean) getOrDefault(dedupe),
            !getOrDefault(duplicateCol).isEmpty(),
            RowCounter.on(dataset.sparkSession()));
    return dataset.toDF().mapPartitions(function, Encoders.row(schema));
  }

  private void warnOfOther(Optional<Precision> certified, Precision used) {
    if (certified.isPresent() && certified.get() != used) {
      LOG.warn(
          "Stage {} computes in {}; its policy's guarantee is about the model in {}",
          uid,
          used.id(),
          certified.get().id());
    }
  }

  private Bundle openBundle() {
    if (!isSet(modelUrl)) {
      throw new IllegalArgumentException(
          "Cannot score with stage " + uid + ": it has no bundle (call setBundle first)");
    }
    Bundle bundle = Bundles.open(getOrDefault(modelUrl));
    String expected = getOrDefault(bundleSha256);
    if (!expected.isEmpty()) {
      Bundles.requireSame(bundle, expected);
    }
    return bundle;
  }

  @Override
  public EarlyExitClassificationModel copy(ParamMap extra) {
    return defaultCopy(extra);
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

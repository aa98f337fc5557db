// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.run.PrecisionChoice;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certifies an exit policy for a bundle on texts that were used for nothing else: what {@code
 * offramp trace} and {@code offramp calibrate} do, as a stage. The fitted model scores texts by the
 * policy.
 *
 * <p>The bundle is trained already, and stays as it is. {@link #fit} runs the texts through all of
 * its exits, distributed, and calibrates on the driver, as {@link ExitThresholdCalibrator} does;
 * the same rows in the same order and the same seed give the same policy. Rows whose text is null
 * or blank are left out. Labels are the bundle's names and matter to {@code maxAccuracyDrop} only.
 *
 * <p>The fitted model computes in the precision that was traced, also where {@code precision} is
 * {@code auto}, as the guarantee is about that one.
 */
public final class EarlyExitClassifier extends Estimator<EarlyExitClassificationModel>
    implements DefaultParamsWritable,
        HasScoringParams<EarlyExitClassifier>,
        HasGoalParams<EarlyExitClassifier> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(EarlyExitClassifier.class);
  private static final String FAIL = "fail";
  private static final String FULL_DEPTH = "full-depth";
  private static final String TEXT = "text";
  private static final String PAIR = "pair";
  private static final String LABEL = "label";

  private final String uid;
  private final ScoringParams scoring;
  private final GoalParams goal;
  private final Param<String> ifNotCertified;

  /** A stage with a fresh uid. */
  public EarlyExitClassifier() {
    this(Identifiable.randomUID("earlyExitClassifier"));
  }

  /** A stage with this uid; Spark's reader calls it. */
  public EarlyExitClassifier(String uid) {
    this.uid = uid; // before any Param: each asks its parent for it
    scoring = new ScoringParams(this);
    goal = new GoalParams(this);
    ifNotCertified =
        Texts.oneOf(
            this,
            "ifNotCertified",
            "what fit does if the rows do not bear out the bounds: throw NotCertifiedException, or give a model that runs every row to full depth",
            FAIL,
            FULL_DEPTH);
    setDefault(ifNotCertified, FAIL);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public ScoringParams scoring() {
    return scoring;
  }

  @Override
  public GoalParams goal() {
    return goal;
  }

  /** What {@link #fit} does if no policy can be certified. */
  public Param<String> ifNotCertified() {
    return ifNotCertified;
  }

  /** Sets {@link #ifNotCertified}. */
  public EarlyExitClassifier setIfNotCertified(String value) {
    set(ifNotCertified, value);
    return this;
  }

  /**
   * The input's columns and those that the fitted model adds.
   *
   * @throws IllegalArgumentException if a column is missing or of another type, or an added column
   *     is there already
   */
  @Override
  public StructType transformSchema(StructType schema) {
    if (isSet(goal.maxAccuracyDrop)) {
      LabelText.require(schema, getOrDefault(goal.labelCol), "labelCol");
    }
    return scoring.scored(this, schema);
  }

  /**
   * Traces the texts and certifies a policy.
   *
   * @throws NotCertifiedException if the rows do not bear out the bounds, unless {@link
   *     #ifNotCertified} says otherwise
   * @throws RuntimeException with a message for the user if the columns, the rows, the parameters
   *     or the bundle cannot be used
   */
  @Override
  public EarlyExitClassificationModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    goal.goal(this); // before the work
    Bundle bundle = scoring.open(this);
    bundle.requireSingleLabel(
        "certify a policy in a stage for", "use the commands trace and calibrate");
    Dataset<Row> rows = narrow(dataset, bundle);
    PrecisionChooser chooser = new PrecisionChooser(bundle, scoring.precision(this));
    chooser.requireAsked(rows);
    PrecisionChoice choice = chooser.forTraces(rows, TEXT, PAIR);
    Dataset<Row> traced =
        Traces.of(rows, bundle, choice.precision(), TEXT, PAIR, scoring.batchSize(this));
    EarlyExitClassificationModel model =
        copyValues(new EarlyExitClassificationModel(uid), new ParamMap());
    model.set(model.bundleSha256(), bundle.sha256());
    model.setPrecision(choice.precision().id());
    try {
      model.setPolicy(calibrator(bundle, choice).fit(traced).policy());
    } catch (NotCertifiedException e) {
      if (getOrDefault(ifNotCertified).equals(FAIL)) {
        throw e;
      }
      LOG.warn("Stage {} gives a model of full depth. {}", uid, e.getMessage());
    }
    return model.setParent(this);
  }

  private ExitThresholdCalibrator calibrator(Bundle bundle, PrecisionChoice choice) {
    ExitThresholdCalibrator calibrator =
        new ExitThresholdCalibrator(uid)
            .setClasses(bundle.manifest().labels().toArray(new String[0]))
            .setCosts(bundle.manifest().costs().toArray())
            .setBundleSha256(bundle.sha256())
            .setPrecision(choice.precision().id());
    goal.copyTo(this, calibrator);
    return calibrator.setLabelCol(LABEL);
  }

  /** The columns that matter, under names that do not clash with those of traces. */
  private Dataset<Row> narrow(Dataset<?> dataset, Bundle bundle) {
    StructType schema = dataset.schema();
    List<Column> kept = new ArrayList<>();
    kept.add(functions.col(InputColumns.quoted(getOrDefault(scoring.inputCol))).as(TEXT));
    if (bundle.manifest().textPairs()) {
      String pair = getOrDefault(scoring.inputPairCol);
      InputColumns.text(schema, pair, "inputPairCol");
      kept.add(functions.col(InputColumns.quoted(pair)).as(PAIR));
    }
    if (isSet(goal.maxAccuracyDrop)) {
      kept.add(LabelText.of(schema, getOrDefault(goal.labelCol)).as(LABEL));
    }
    return dataset.toDF().select(kept.toArray(new Column[0]));
  }

  @Override
  public EarlyExitClassifier copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads a stage that was saved by itself. */
  public static MLReader<EarlyExitClassifier> read() {
    return new DefaultParamsReadable<EarlyExitClassifier>() {}.read();
  }

  /** Loads a stage that was saved by itself. */
  public static EarlyExitClassifier load(String path) {
    return read().load(path);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.certify.CalibrationRequest;
import io.offramp.calibration.certify.CalibrationResult;
import io.offramp.calibration.certify.Calibrator;
import io.offramp.calibration.certify.Certified;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Methods;
import io.offramp.calibration.certify.NoneCertified;
import io.offramp.calibration.policy.PolicyProvenance;
import io.offramp.calibration.trace.Trace;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Certifies exit thresholds on rows of which every exit's answer is known, and that were used for
 * nothing else: what {@code offramp calibrate} does, as a stage.
 *
 * <p>Rows are read by Spark's tasks and calibrated on the driver, in the order of the partitions;
 * the same rows in the same order and the same seed give the same policy. Rows whose answers are
 * null are left out.
 */
public final class ExitThresholdCalibrator extends Estimator<ExitThresholdModel>
    implements DefaultParamsWritable,
        HasTracedColumnParams<ExitThresholdCalibrator>,
        HasGoalParams<ExitThresholdCalibrator> {
  private static final long serialVersionUID = 1L;
  private static final List<String> PRECISIONS =
      Stream.concat(Stream.of(""), PolicyProvenance.PRECISIONS.stream()).toList();

  private final String uid;
  private final TracedColumnParams columns;
  private final GoalParams goal;
  private final StringArrayParam classes;
  private final DoubleArrayParam costs;
  private final Param<String> bundleSha256;
  private final Param<String> precision;

  /** A stage with a fresh uid. */
  public ExitThresholdCalibrator() {
    this(Identifiable.randomUID("exitThresholdCalibrator"));
  }

  /** A stage with this uid; Spark's reader calls it. */
  public ExitThresholdCalibrator(String uid) {
    this.uid = uid; // before any Param: each asks its parent for it
    columns = new TracedColumnParams(this);
    goal = new GoalParams(this);
    classes =
        new StringArrayParam(
            this,
            "classes",
            "names of the classes by index, for probabilities with labels that are names; unset: labels are indexes");
    costs =
        new DoubleArrayParam(
            this, "costs", "what a row costs up to each exit, in any unit; unset: k/K at exit k");
    bundleSha256 =
        Texts.matching(
            this,
            "bundleSha256",
            "identity of the bundle that the policy is for, 64 hexadecimal digits; empty: none",
            "[0-9a-f]{64}|");
    precision =
        new Param<>(
            this,
            "precision",
            "what the model computed in when it was traced: fp32, bf16 or fp16; empty: not known",
            ParamValidators.inArray(PRECISIONS));
    setDefault(precision, "");
    setDefault(bundleSha256, "");
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public TracedColumnParams tracedColumns() {
    return columns;
  }

  @Override
  public GoalParams goal() {
    return goal;
  }

  /** Names of the classes by index. */
  public StringArrayParam classes() {
    return classes;
  }

  /** What a row costs up to each exit. */
  public DoubleArrayParam costs() {
    return costs;
  }

  /** Identity of the bundle that the policy is for. */
  public Param<String> bundleSha256() {
    return bundleSha256;
  }

  /** What the model computed in when it was traced. */
  public Param<String> precision() {
    return precision;
  }

  /** Sets {@link #classes}. */
  public ExitThresholdCalibrator setClasses(String[] value) {
    set(classes, value);
    return this;
  }

  /** Sets {@link #costs}. */
  public ExitThresholdCalibrator setCosts(double[] value) {
    set(costs, value);
    return this;
  }

  /** Sets {@link #bundleSha256}. */
  public ExitThresholdCalibrator setBundleSha256(String value) {
    set(bundleSha256, value);
    return this;
  }

  /** Sets {@link #precision}. */
  public ExitThresholdCalibrator setPrecision(String value) {
    set(precision, value);
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
    TracedColumns read = columns.of(this);
    StructType added = read.withAdded(schema);
    if (isSet(goal.maxAccuracyDrop)) {
      read.requireLabel(schema, getOrDefault(goal.labelCol), isSet(classes));
    }
    return added;
  }

  /**
   * Certifies a policy.
   *
   * @throws NotCertifiedException if the rows do not bear out the bounds
   * @throws IllegalArgumentException if the columns, the rows or the parameters cannot be used
   */
  @Override
  public ExitThresholdModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    Goal wanted = goal.goal(this);
    Trace trace = trace(dataset);
    CalibrationResult result =
        Calibrator.calibrate(
            trace,
            new CalibrationRequest(
                wanted,
                (Long) getOrDefault(goal.seed),
                known(getOrDefault(bundleSha256)),
                "rows that stage " + uid + " was fitted to",
                known(getOrDefault(precision)),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()),
            Methods.recommended(goal.options(this, trace.exits())));
    if (result instanceof NoneCertified none) {
      throw new NotCertifiedException(
          "Cannot fit stage %s: no policy was certified. %s".formatted(uid, none.reason()));
    }
    ExitThresholdModel model = new ExitThresholdModel(uid).setPolicy(((Certified) result).policy());
    return copyValues(model, new ParamMap()).setParent(this);
  }

  private static Optional<String> known(String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private Trace trace(Dataset<?> dataset) {
    TracedColumns read = columns.of(this);
    List<String> names = new ArrayList<>(read.read());
    if (isSet(goal.maxAccuracyDrop)) {
      names.add(getOrDefault(goal.labelCol));
    }
    Dataset<Row> rows =
        dataset
            .toDF()
            .select(
                names.stream()
                    .map(name -> functions.col(InputColumns.quoted(name)))
                    .toArray(Column[]::new));
    int label = isSet(goal.maxAccuracyDrop) ? names.size() - 1 : -1;
    TracedCells cells = new TracedCells(read, rows.schema());
    return TracedRows.read(
        rows,
        cells,
        label,
        isSet(classes) ? getOrDefault(classes) : new String[0],
        isSet(costs) ? getOrDefault(costs) : new double[0]);
  }

  @Override
  public ExitThresholdCalibrator copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads a stage that was saved by itself. */
  public static MLReader<ExitThresholdCalibrator> read() {
    return new DefaultParamsReadable<ExitThresholdCalibrator>() {}.read();
  }

  /** Loads a stage that was saved by itself. */
  public static ExitThresholdCalibrator load(String path) {
    return read().load(path);
  }
}

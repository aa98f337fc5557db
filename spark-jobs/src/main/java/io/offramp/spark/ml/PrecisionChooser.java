// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.ModuleShape;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.PrecisionChoice;
import io.offramp.engine.run.PrecisionMode;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Chooses what a bundle's model computes in.
 *
 * <p>A precision that was asked for is taken. Otherwise: what the policy was certified in, if the
 * machine has it; else bfloat16, if the machine has it and, on up to {@link #SAMPLE_ROWS} rows of
 * the table, the model says nearly always what it says in float32; else float32. A TorchScript
 * module of the user's own computes in float32, or in what else it takes. The machine is that of an
 * executor, as the driver may have another processor; executors are taken to be alike, and one that
 * is not refuses its tasks.
 */
public final class PrecisionChooser {
  /** Most rows that are compared. */
  static final int SAMPLE_ROWS = 512;

  private final Bundle bundle;
  private final PrecisionMode mode;

  /** A chooser for one run of a bundle. */
  public PrecisionChooser(Bundle bundle, PrecisionMode mode) {
    this.bundle = bundle;
    this.mode = mode;
  }

  /**
   * For scoring.
   *
   * @param policy empty: full depth
   * @param rows the table
   * @param text its text column
   * @param pair its column with the second text; not looked at unless the bundle is of text pairs
   */
  public PrecisionChoice forScores(
      Optional<ExitPolicy> policy, Dataset<Row> rows, String text, String pair) {
    if (mode.fixed().isPresent()) {
      return PrecisionChoice.asked(mode.fixed().get());
    }
    Optional<Precision> certified = certified(policy);
    if (certified.isPresent() && has(certified.get(), rows)) {
      return PrecisionChoice.certified(certified.get());
    }
    if (ofModule().isPresent()) {
      return ofModule().get();
    }
    return check(
        PrecisionCheck.Compared.ANSWERS,
        policy.map(ExitPolicyParser::toJson).orElse(""),
        rows,
        text,
        pair);
  }

  /** For traces, of which every exit counts. */
  public PrecisionChoice forTraces(Dataset<Row> rows, String text, String pair) {
    if (mode.fixed().isPresent()) {
      return PrecisionChoice.asked(mode.fixed().get());
    }
    if (ofModule().isPresent()) {
      return ofModule().get();
    }
    return check(PrecisionCheck.Compared.EVERY_EXIT, "", rows, text, pair);
  }

  /** A module of the user's own is not compared with itself: its first precision is float32's. */
  private Optional<PrecisionChoice> ofModule() {
    return bundle.manifest().architecture() instanceof ModuleShape module
        ? Optional.of(PrecisionChoice.ofModule(module.precisions().get(0)))
        : Optional.empty();
  }

  /**
   * Tries, before any output is touched, whether a precision that was asked for can be had. The
   * model that is loaded for it is the one that tasks then share.
   *
   * @param rows any of the session
   * @throws IllegalArgumentException saying why it cannot
   */
  public void requireAsked(Dataset<Row> rows) {
    mode.fixed()
        .filter(precision -> precision != Precision.FP32)
        .flatMap(precision -> probe(precision, PrecisionProbe.Question.CAN, rows))
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(refusal);
            });
  }

  /** What the traces were computed in that a policy was certified on, if it says so. */
  public static Optional<Precision> certified(Optional<ExitPolicy> policy) {
    return policy.flatMap(some -> some.provenance().precision()).map(Precision::ofId);
  }

  private boolean has(Precision precision, Dataset<Row> rows) {
    return precision == Precision.FP32
        || probe(precision, PrecisionProbe.Question.SHOULD, rows).isEmpty();
  }

  private Optional<String> probe(
      Precision precision, PrecisionProbe.Question question, Dataset<Row> rows) {
    return ScoringGpus.with(context(rows).parallelize(List.of(""), 1))
        .mapPartitions(new PrecisionProbe(source(), precision, question))
        .collect()
        .stream()
        .findFirst();
  }

  private PrecisionChoice check(
      PrecisionCheck.Compared compared,
      String policyJson,
      Dataset<Row> rows,
      String text,
      String pair) {
    if (rows.isStreaming()) {
      throw new IllegalArgumentException(
          "Cannot choose a precision for a stream: precision is auto (must be fp32, bf16 or fp16)");
    }
    List<String> columns = bundle.manifest().textPairs() ? List.of(text, pair) : List.of(text);
    List<Row> sample = TextSample.of(rows, columns, SAMPLE_ROWS);
    return ScoringGpus.with(context(rows).parallelize(sample, 1))
        .mapPartitions(new PrecisionCheck(source(), compared, policyJson))
        .collect()
        .get(0);
  }

  private BundleSource source() {
    return BundleSource.of(bundle);
  }

  private static JavaSparkContext context(Dataset<Row> rows) {
    return JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Precision;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * A bundle and a policy that were opened and found to fit, and what a task does with them. Two are
 * equal if they give the same answers.
 */
public final class TextScoring implements Serializable {
  /** Where prediction, confidence, exit, cost, truncated and error begin in a scored row. */
  public static final int FIRST_ANSWER = 2;

  private static final long serialVersionUID = 1L;

  private final ScorePartition function;
  private final String bundle;
  private final String identity;

  private TextScoring(ScorePartition function, String bundle, String identity) {
    this.function = function;
    this.bundle = bundle;
    this.identity = identity;
  }

  /**
   * Opens a bundle and a policy.
   *
   * @param location of the bundle
   * @param policyFile empty: full depth
   * @param dedupe whether rows of one text on their way share an answer
   * @param pairs whether rows have two texts
   * @throws RuntimeException with a message for the user if one of them cannot be used, or not with
   *     the other, or the bundle is not of that many texts
   */
  public static TextScoring of(
      SparkSession spark,
      String location,
      Optional<String> policyFile,
      Precision precision,
      boolean dedupe,
      boolean pairs) {
    Bundle bundle = Bundles.openTrained(location);
    bundle.requireSingleLabel(
        "score in SQL with", "use the command score, or the stage EarlyExitClassificationModel");
    if (bundle.manifest().textPairs() != pairs) {
      throw new IllegalArgumentException(
          "Cannot score %s with bundle %s: it classifies %s (give as many, or another bundle)"
              .formatted(
                  pairs ? "pairs of texts" : "single texts",
                  location,
                  pairs ? "single texts" : "pairs of texts"));
    }
    Optional<ExitPolicy> policy = policyFile.map(file -> Policies.read(file).policy());
    policy.ifPresent(bundle::requireOwn);
    OtherPrecision.warn("bundle " + location, policy, precision);
    String policyJson = policy.map(ExitPolicyParser::toJson).orElse("");
    ScorePartition function =
        new ScorePartition(
            BundleSource.of(bundle),
            precision,
            bundle.manifest(),
            0,
            pairs ? 1 : -1,
            policyJson,
            PartitionFunction.BY_DEVICE,
            dedupe,
            false,
            RowCounter.on(spark));
    String identity =
        String.join("|", bundle.sha256(), precision.id(), String.valueOf(dedupe), policyJson);
    return new TextScoring(function, location, identity);
  }

  /**
   * Scores a partition in a task: rows in their order, each with the answer behind its texts.
   *
   * @param texts rows of text and second text, null if there is none
   * @return rows of both texts and the six columns of the answer
   */
  public Iterator<Row> score(Iterator<Row> texts) {
    return function.call(texts);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TextScoring scoring && identity.equals(scoring.identity);
  }

  @Override
  public int hashCode() {
    return Objects.hash(identity);
  }

  /** The bundle's location, for plans. */
  @Override
  public String toString() {
    return bundle;
  }
}

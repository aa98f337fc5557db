// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.run.ExitAnswer;
import io.offramp.engine.run.Outcome;
import io.offramp.engine.run.Scorer;
import io.offramp.engine.run.Scorers;
import io.offramp.engine.run.ScoringOptions;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/** Adds prediction, confidence, exit, cost, truncated and error to every row. */
class ScorePartition extends PartitionFunction<ExitAnswer> {
  private static final long serialVersionUID = 1L;

  private final String policyJson;
  private final int batchSize;
  private final List<String> labels;
  private final double[] costs;

  /**
   * @param policyJson a policy of this bundle, or empty for full depth
   * @param batchSize rows run together, or {@link #BY_DEVICE}
   */
  ScorePartition(
      String bundleFolder,
      String bundleSha256,
      Precision precision,
      BundleManifest manifest,
      int textColumn,
      int pairColumn,
      String policyJson,
      int batchSize,
      LongAccumulator rowCounter) {
    super(bundleFolder, bundleSha256, precision, textColumn, pairColumn, rowCounter);
    this.policyJson = policyJson;
    this.batchSize = batchSize;
    this.labels = manifest.labels();
    this.costs = manifest.costs().toArray();
  }

  @Override
  Scorer<ExitAnswer> scorer(EarlyExitModel model) {
    ScoringOptions options = options(model);
    if (policyJson.isEmpty()) {
      return Scorers.fullDepth(model, options);
    }
    ExitPolicy policy = ExitPolicyParser.fromJson(policyJson, "of the stage");
    return Scorers.earlyExit(model, policy, options);
  }

  ScoringOptions options(EarlyExitModel model) {
    return options(model, batchSize);
  }

  @Override
  @Nullable Object[] columns(Row row, Outcome<ExitAnswer> outcome) {
    if (outcome instanceof Outcome.Answered<ExitAnswer> answered) {
      ExitAnswer answer = answered.answer();
      return new @Nullable Object[] {
        labels.get(answer.label()),
        answer.confidence(),
        answer.exit(),
        costs[answer.exit() - 1],
        answered.truncated(),
        null
      };
    }
    String reason = ((Outcome.Rejected<ExitAnswer>) outcome).reason();
    return new @Nullable Object[] {null, null, null, null, null, reason};
  }
}

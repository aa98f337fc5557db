// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.run.ExitFeatures;
import io.offramp.engine.run.Outcome;
import io.offramp.engine.run.Scorer;
import io.offramp.engine.run.Scorers;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Adds what each exit pools, what the last one says, tokens and error to every row. */
final class FeaturePartition extends PartitionFunction<ExitFeatures> {
  private static final long serialVersionUID = 1L;

  private final int batchSize;

  FeaturePartition(
      BundleSource bundle, int textColumn, int pairColumn, int batchSize, RowCounter rowCounter) {
    super(bundle, Precision.FP32, textColumn, pairColumn, rowCounter);
    this.batchSize = batchSize;
  }

  @Override
  Scorer<ExitFeatures> scorer(EarlyExitModel model) {
    return Scorers.features(model, options(model, batchSize));
  }

  @Override
  @Nullable Object[] columns(Row row, Outcome<ExitFeatures> outcome) {
    if (outcome instanceof Outcome.Answered<ExitFeatures> answered) {
      ExitFeatures features = answered.answer();
      return new @Nullable Object[] {features.pooled(), features.last(), features.tokens(), null};
    }
    String reason = ((Outcome.Rejected<ExitFeatures>) outcome).reason();
    return new @Nullable Object[] {null, null, null, reason};
  }
}
